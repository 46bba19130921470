// Ends with 0 when something accepts connections at the URL, else with 1.
import { connect } from 'node:net';

const { hostname, port, protocol } = new URL(process.argv[2]);
const socket = connect({ host: hostname.replace(/^\[|\]$/g, ''), port: port || (protocol === 'https:' ? 443 : 80), timeout: 2000 });
socket.on('connect', () => process.exit(0));
socket.on('error', () => process.exit(1));
socket.on('timeout', () => process.exit(1));
