using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dam.GraphQL.Annotations;
using Dam.GraphQL.Http;
using Dam.GraphQL.Types;

namespace Dam.Tests.GraphQL.Http;

/// <summary>The GraphQL multipart request specification, version 2.</summary>
public sealed class MultipartTests : IAsyncLifetime
{
    private const string One = """{"query":"mutation($f: Upload!) { upload(file: $f) }","variables":{"f":null}}""";
    private const string Many = """{"query":"mutation($f: [Upload!]!) { uploadMany(files: $f) }","variables":{"f":[null,null]}}""";
    private const string Nested = """{"query":"mutation($i: AttachInput!) { attach(input: $i) }","variables":{"i":{"productId":"p1","file":null}}}""";
    private const string Digest = """{"query":"mutation($f: Upload!) { digest(file: $f) }","variables":{"f":null}}""";

    private static readonly (string Name, string Value) Preflight = ("GraphQL-Preflight", "1");

    private readonly string _folder = Directory.CreateTempSubdirectory("dam-multipart-").FullName;
    private HttpServer? _server;

    private HttpServer Server => _server!;

    public async ValueTask InitializeAsync() => _server = await HttpServer.StartAsync(Configure, graphql => graphql.AddTypes(typeof(FileMutations)));

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(One, """{"0":["variables.f"]}""", """{"upload":"a.txt:5"}""")]
    [InlineData(Many, """{"0":["variables.f.0"],"1":["variables.f.1"]}""", """{"uploadMany":["a.txt:5","b.txt:0"]}""")]
    [InlineData(Many, """{"1":["variables.f.0"],"0":["variables.f.1"]}""", """{"uploadMany":["b.txt:0","a.txt:5"]}""")]
    [InlineData(Many, """{"0":["variables.f.0","variables.f.1"],"1":[]}""", """{"uploadMany":["a.txt:5","a.txt:5"]}""")]
    [InlineData(Nested, """{"0":["variables.i.file"]}""", """{"attach":"a.txt:5"}""")]
    [InlineData("""{"query":"mutation($f: Upload!) { upload(file: $f) }","variables":{"f":null,"more":null}}""", """{"0":["variables.f"],"1":["variables.more"]}""", """{"upload":"a.txt:5"}""")]
    [InlineData("""{"query":"query($t: String!) { echo(text: $t) }","variables":{"t":"x"}}""", "{}", """{"echo":"x"}""")]
    public async Task Post_Should_GiveFilesToTheirPlaces(string operations, string map, string data)
    {
        var answer = await PostAsync(Form(operations, map, ("0", "a.txt", "hello"), ("1", "b.txt", "")));

        Assert.Equal((200, $$"""{"data":{{data}}}"""), (answer.Status, answer.Text));
    }

    [Theory]
    [InlineData("a %22b%22 'c' ; = ü 名.png")]
    [InlineData("../../etc/passwd")]
    [InlineData("C:\\fakepath\\a.png")]
    [InlineData(" ")]
    public async Task Post_Should_KeepTheFileName_When_ItIsOdd(string fileName)
    {
        var answer = await PostAsync(Form(One, """{"0":["variables.f"]}""", ("0", fileName, "hello")));

        Assert.Equal($"{fileName}:5", JsonDocument.Parse(answer.Text).RootElement.GetProperty("data").GetProperty("upload").GetString());
    }

    [Fact]
    public async Task Post_Should_UndoTheEscapesOfAName_When_ItHasQuotesOrBackslashes()
    {
        var answer = await PostAsync(Form(One, """{"\"0\"":["variables.f"]}""", ("\\\"0\\\"", "a \\\"b\\\" \\\\\\\".png", "hello")));

        Assert.Equal("a \"b\" \\\".png:5", JsonDocument.Parse(answer.Text).RootElement.GetProperty("data").GetProperty("upload").GetString());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(65_537)]
    [InlineData(3_000_000)]
    public async Task Post_Should_GiveEveryByte_When_TheFileIsOfAnySize(int size)
    {
        var bytes = new byte[size];
        new Random(size).NextBytes(bytes);
        using var form = new MultipartFormDataContent
        {
            { new StringContent(Digest), "operations" },
            { new StringContent("""{"file":["variables.f"]}"""), "map" },
            { new ByteArrayContent(bytes), "file", "a.bin" },
        };

        var answer = await PostAsync(form);

        var expected = Convert.ToHexStringLower(SHA256.HashData(bytes));
        Assert.Equal($$$"""{"data":{"digest":"{{{expected}}} {{{expected}}} {{{size}}}"}}""", answer.Text);
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Theory]
    [InlineData("""{"0":["variables.g"]}""", "The map's path \\\"variables.g\\\" must lead to a null in the variables of \\\"operations\\\".")]
    [InlineData("""{"0":["variables"]}""", "The map's path \\\"variables\\\" must lead to a null in the variables of \\\"operations\\\".")]
    [InlineData("""{"0":["query"]}""", "The map's path \\\"query\\\" must lead to a null in the variables of \\\"operations\\\".")]
    [InlineData("""{"0":["f"]}""", "The map's path \\\"f\\\" must lead to a null in the variables of \\\"operations\\\".")]
    [InlineData("""{"0":[""]}""", "The map's path \\\"\\\" must lead to a null in the variables of \\\"operations\\\".")]
    [InlineData("""{"0":["variables.f.x"]}""", "The map's path \\\"variables.f.x\\\" must lead to a null in the variables of \\\"operations\\\".")]
    [InlineData("""{"0":["variables.text"]}""", "The map's path \\\"variables.text\\\" must lead to a null in the variables of \\\"operations\\\".")]
    [InlineData("""{"0":["variables.list.2"]}""", "The map's path \\\"variables.list.2\\\" must lead to a null in the variables of \\\"operations\\\".")]
    [InlineData("""{"0":["variables.list.-1"]}""", "The map's path \\\"variables.list.-1\\\" must lead to a null in the variables of \\\"operations\\\".")]
    [InlineData("""{"0":["0.variables.f"]}""", "The map's path \\\"0.variables.f\\\" must lead to a null in the variables of \\\"operations\\\".")]
    [InlineData("""{"0":["variables.f","variables.f"]}""", "The map fills \\\"variables.f\\\" twice.")]
    [InlineData("""{"0":["variables.f"],"1":["variables.f"]}""", "The map fills \\\"variables.f\\\" twice.")]
    [InlineData("""{"0":["variables.f"],"0":[]}""", "The map names the file \\\"0\\\" twice.")]
    [InlineData("""{"0":"variables.f"}""", "The map must give a list of paths for the file \\\"0\\\".")]
    [InlineData("""{"0":[5]}""", "The map must give a list of paths for the file \\\"0\\\".")]
    [InlineData("""["variables.f"]""", "The field \\\"map\\\" must be a JSON object.")]
    [InlineData("""{"0":[""", "The field \\\"map\\\" is not valid JSON.")]
    [InlineData("""{"2":["variables.f"]}""", "The file \\\"2\\\" of the map did not come.")]
    [InlineData("""{"a":[],"b":[],"c":[],"d":[],"e":[]}""", "A request may have at most 4 files.")]
    [InlineData("""{"0":["variables.list.0","variables.list.1","variables.f","variables.g1","variables.g2"]}""", "A request may fill at most 4 places with files.")]
    public async Task Post_Should_Be400_When_TheMapIsWrong(string map, string message)
    {
        const string operations = """{"query":"mutation($f: Upload!) { upload(file: $f) }","variables":{"f":null,"text":"a","list":[null,null],"g1":null,"g2":null}}""";

        var answer = await PostAsync(Form(operations, map, ("0", "a.txt", "hello"), ("1", "b.txt", "")));

        Assert.Equal(400, answer.Status);
        Assert.Contains($"\"message\":\"{message}\"", answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("map,operations,0", "The field \\\"operations\\\" is missing or misplaced")]
    [InlineData("0,operations,map", "The field \\\"operations\\\" is missing or misplaced")]
    [InlineData("map,0", "The field \\\"operations\\\" is missing or misplaced")]
    [InlineData("", "The field \\\"operations\\\" is missing or misplaced")]
    [InlineData("operations,0", "The field \\\"map\\\" is missing or misplaced")]
    [InlineData("operations,0,map", "The field \\\"map\\\" is missing or misplaced")]
    [InlineData("operations", "The field \\\"map\\\" is missing or misplaced")]
    [InlineData("operations,map", "The file \\\"0\\\" of the map did not come.")]
    [InlineData("operations,map,0,0", "The file \\\"0\\\" came twice.")]
    [InlineData("operations,map,text", "The field \\\"0\\\" is no file.")]
    [InlineData("operations,map,0,x,x,x,x", "A request may have at most 4 files.")]
    public async Task Post_Should_Be400_When_PartsAreMissingOrMisplaced(string parts, string message)
    {
        using var form = new MultipartFormDataContent();
        foreach (var part in parts.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            switch (part)
            {
                case "operations":
                    form.Add(new StringContent(One), part);
                    break;
                case "map":
                    form.Add(new StringContent("""{"0":["variables.f"]}"""), part);
                    break;
                case "text":
                    form.Add(new StringContent("hello"), "0");
                    break;
                default:
                    form.Add(new StringContent("hello"), part, "a.txt");
                    break;
            }
        }

        var answer = await PostAsync(form);

        Assert.Equal(400, answer.Status);
        Assert.Contains(message, answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{", 400)]
    [InlineData("[]", 400)]
    [InlineData("""{"variables":{"f":null}}""", 400)]
    [InlineData("""{"query":"mutation($f: Upload!) { upload(file: $f) }"}""", 400)]
    [InlineData("""{"query":"mutation($f: String!) { echo(text: $f) }","variables":{"f":null}}""", 200)]
    public async Task Post_Should_SayWhatIsWrong_When_TheOperationsAreWrong(string operations, int status)
    {
        var answer = await PostAsync(Form(operations, """{"0":["variables.f"]}""", ("0", "a.txt", "hello")));

        Assert.Equal(status, answer.Status);
        Assert.Contains("\"errors\":[{\"message\":", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_Should_LeaveOutWhatNothingAsksFor()
    {
        var answer = await PostAsync(Form(One, """{"0":["variables.f"]}""", ("x", "x.txt", "more"), ("0", "a.txt", "hello")));

        Assert.Equal("""{"data":{"upload":"a.txt:5"}}""", answer.Text);
    }

    [Theory]
    [InlineData("GraphQL-Preflight", 200)]
    [InlineData("graphql-require-preflight", 200)]
    [InlineData("Apollo-Require-Preflight", 200)]
    [InlineData("X-Apollo-Operation-Name", 200)]
    [InlineData("X-Other", 400)]
    public async Task Post_Should_NeedAHeader_When_AFormCouldHaveSentIt(string header, int status)
    {
        var answer = await Server.PostAsync(Form(One, """{"0":["variables.f"]}""", ("0", "a.txt", "hello")), (header, "1"));

        Assert.Equal(status, answer.Status);
    }

    [Fact]
    public async Task Post_Should_Be413_When_AFileOrTheWholeIsTooLarge()
    {
        const string Map = """{"0":["variables.f.0"],"1":["variables.f.1"]}""";
        var (almost, tooLarge) = (new string('x', 4_000_000), new string('x', 4_000_001));

        var file = await PostAsync(Form(Many, Map, ("0", "a.txt", tooLarge), ("1", "b.txt", "")));
        var whole = await PostAsync(Form(Many, Map, ("0", "a.txt", almost), ("1", "b.txt", almost)));
        var chunked = await PostAsync(new StreamedForm(Form(Many, Map, ("0", "a.txt", almost), ("1", "b.txt", almost))));
        var operations = await PostAsync(Form(One + new string(' ', 4 * 1024 * 1024), Map));
        var map = await PostAsync(Form(Many, Map + new string(' ', 64 * 1024)));

        Assert.Equal((413, true), (file.Status, file.Text.Contains("The file \\\"0\\\" is larger than 4000000 bytes.", StringComparison.Ordinal)));
        Assert.Equal((413, true), (whole.Status, whole.Text.Contains("The request is larger than 6000000 bytes.", StringComparison.Ordinal)));
        Assert.Equal((413, true), (chunked.Status, chunked.Text.Contains("The request is larger than 6000000 bytes.", StringComparison.Ordinal)));
        Assert.Equal((413, true), (operations.Status, operations.Text.Contains("The field \\\"operations\\\" is larger than 4194304 bytes.", StringComparison.Ordinal)));
        Assert.Equal((413, true), (map.Status, map.Text.Contains("The field \\\"map\\\" is larger than 65536 bytes.", StringComparison.Ordinal)));
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Theory]
    [InlineData("multipart/form-data")]
    [InlineData("multipart/form-data; boundary=\"\"")]
    [InlineData("multipart/form-data; boundary=0123456789012345678901234567890123456789012345678901234567890123456789x")]
    [InlineData("multipart/form-data; boundary=other")]
    [InlineData("multipart/form-data; boundary=b")]
    public async Task Post_Should_Be400_When_TheBodyIsNoForm(string contentType)
    {
        using var content = new ByteArrayContent("--b\r\nContent-Disposition: form-data; name=\"operations\"\r\n\r\n{}"u8.ToArray());
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);

        var answer = await PostAsync(content);

        Assert.Equal(400, answer.Status);
        Assert.Contains("BAD_REQUEST", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_Should_Be400_When_APartHasTooManyHeaders()
    {
        var headers = string.Concat(Enumerable.Range(0, 1000).Select(i => $"X-{i.ToString(CultureInfo.InvariantCulture)}: {new string('x', 50)}\r\n"));
        using var content = new ByteArrayContent(Encoding.ASCII.GetBytes($"--b\r\n{headers}Content-Disposition: form-data; name=\"operations\"\r\n\r\n{{}}\r\n--b--\r\n"));
        content.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=b");

        Assert.Equal(400, (await PostAsync(content)).Status);
    }

    [Fact]
    public async Task Server_Should_KeepNothing_When_TheClientGoesAway()
    {
        var start = $"--b\r\nContent-Disposition: form-data; name=\"operations\"\r\n\r\n{One}\r\n--b\r\nContent-Disposition: form-data; name=\"map\"\r\n\r\n{{\"0\":[\"variables.f\"]}}\r\n"
            + $"--b\r\nContent-Disposition: form-data; name=\"0\"; filename=\"a\"\r\n\r\n{new string('x', 200_000)}";
        using (var connection = await Server.ConnectAsync())
        {
            await connection.SendAsync($"POST /graphql HTTP/1.1\r\nHost: a\r\nGraphQL-Preflight: 1\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 1000000\r\n\r\n{start}");
        }

        var answer = await PostAsync(Form(One, """{"0":["variables.f"]}""", ("0", "a.txt", "hello")));

        Assert.Equal("""{"data":{"upload":"a.txt:5"}}""", answer.Text);
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public async Task Post_Should_Be408_When_TheFilesAreSlow()
    {
        await using var server = await HttpServer.StartAsync(http => http.Uploads.Timeout = TimeSpan.FromMilliseconds(500));
        using var connection = await server.ConnectAsync();
        await connection.SendAsync("POST /graphql HTTP/1.1\r\nHost: a\r\nGraphQL-Preflight: 1\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 1000\r\n\r\n--b\r\n");

        Assert.StartsWith("HTTP/1.1 408 ", await connection.ReadResponseAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, 403)]
    [InlineData(true, 200)]
    public async Task Post_Should_AskWhetherTheCallerMay(bool may, int status)
    {
        await using var server = await HttpServer.StartAsync(http => http.Uploads.Allow = _ => may);

        var answer = await server.PostAsync(Form(One, """{"0":["variables.f"]}""", ("0", "a.txt", "hello")), Preflight);

        Assert.Equal(status, answer.Status);
    }

    [Fact]
    public async Task Batch_Should_GiveFilesToTheirRequests_When_ItIsTaken()
    {
        const string Map = """{"0":["0.variables.f","1.variables.f.1"],"1":["1.variables.f.0"]}""";
        await using var server = await HttpServer.StartAsync(http => http.MaxBatchSize = 2);

        var taken = await server.PostAsync(Form($"[{One},{Many}]", Map, ("0", "a.txt", "hello"), ("1", "b.txt", "")), Preflight);
        var wrong = await server.PostAsync(Form($"[{One},{Many}]", """{"0":["2.variables.f"]}""", ("0", "a.txt", "hello")), Preflight);
        var refused = await PostAsync(Form($"[{One},{Many}]", Map, ("0", "a.txt", "hello"), ("1", "b.txt", "")));

        Assert.Equal("""[{"data":{"upload":"a.txt:5"}},{"data":{"uploadMany":["b.txt:0","a.txt:5"]}}]""", taken.Text);
        Assert.Equal((400, 400), (wrong.Status, refused.Status));
    }

    private Task<Answer> PostAsync(HttpContent content) => Server.PostAsync(content, Preflight);

    private static MultipartFormDataContent Form(string operations, string map, params (string Name, string FileName, string Content)[] files)
    {
        var form = new MultipartFormDataContent { { new StringContent(operations), "operations" }, { new StringContent(map), "map" } };
        form.HeaderEncodingSelector = (_, _) => Encoding.UTF8;
        foreach (var (name, fileName, text) in files)
        {
            var file = new ByteArrayContent(Encoding.UTF8.GetBytes(text));

            // As browsers write it: UTF-8 as it is.
            file.Headers.TryAddWithoutValidation("Content-Disposition", $"form-data; name=\"{name}\"; filename=\"{fileName}\"");
            file.Headers.ContentType = new MediaTypeHeaderValue("text/plain");
            form.Add(file);
        }

        return form;
    }

    private void Configure(GraphQLHttpOptions http)
    {
        http.Uploads.MaxFiles = 4;
        http.Uploads.MaxFileBytes = 4_000_000;
        http.Uploads.MaxTotalBytes = 6_000_000;
        http.Uploads.TemporaryFolder = _folder;
    }

    /// <summary>A form whose length is not told.</summary>
    private sealed class StreamedForm : HttpContent
    {
        private readonly HttpContent _form;

        public StreamedForm(HttpContent form)
        {
            _form = form;
            Headers.ContentType = form.Headers.ContentType;
        }

        protected override Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context) => _form.CopyToAsync(stream);

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }

    [MutationType]
    public static class FileMutations
    {
        /// <summary>The file's SHA-256, read twice, and its length.</summary>
        public static async Task<string> DigestAsync(Upload file, CancellationToken cancellationToken)
        {
            await using var first = file.OpenReadStream();
            await using var second = file.OpenReadStream();
            using var copy = new MemoryStream();
            second.CopyTo(copy);
            return $"{Convert.ToHexStringLower(await SHA256.HashDataAsync(first, cancellationToken))} {Convert.ToHexStringLower(SHA256.HashData(copy.ToArray()))} {file.Length}";
        }
    }
}
