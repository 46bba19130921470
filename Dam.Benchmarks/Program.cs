Console.WriteLine("./run bench");
