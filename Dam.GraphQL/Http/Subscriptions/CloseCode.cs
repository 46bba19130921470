namespace Dam.GraphQL.Http.Subscriptions;

/// <summary>Why a WebSocket is closed: RFC 6455, section 7.4.1, and the graphql-transport-ws protocol.</summary>
internal enum CloseCode
{
    Normal = 1000,
    GoingAway = 1001,
    MessageTooBig = 1009,
    InternalError = 1011,
    BadRequest = 4400,
    Unauthorized = 4401,
    Forbidden = 4403,
    SubprotocolNotAcceptable = 4406,
    InitTimeout = 4408,
    SubscriberAlreadyExists = 4409,
    TooManyInits = 4429,
}
