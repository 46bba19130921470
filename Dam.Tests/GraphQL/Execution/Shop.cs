using Dam.GraphQL.Annotations;
using Dam.GraphQL.Batching;
using Dam.GraphQL.Data;
using Dam.GraphQL.Errors;
using Dam.GraphQL.Execution;
using Microsoft.Extensions.DependencyInjection;

namespace Dam.Tests.GraphQL.Execution;

/// <summary>A small shop whose types use what the executor can do; it counts what runs.</summary>
public sealed class Shop
{
    [InterfaceType]
    public interface INamed
    {
        string Name { get; }
    }

    public enum Status
    {
        Draft,
        OnSale,
    }

    /// <summary>What ran, in order.</summary>
    public List<string> Log { get; } = [];

    /// <summary>Where each line of <see cref="Log"/> was noted.</summary>
    public List<TaskScheduler> NotedOn { get; } = [];

    public List<Product> Products { get; } =
    [
        new("p1", "Lamp", 10.5, Status.OnSale, 1),
        new("p2", "Chair", null, Status.Draft, 2),
        new("p3", "Table", 99, Status.OnSale, 1),
    ];

    public void Note(string what)
    {
        lock (Log)
        {
            Log.Add(what);
            NotedOn.Add(TaskScheduler.Current);
        }
    }

    public sealed record Product([property: ID] string Id, string Name, double? Price, Status Status, int MakerId) : INamed;

    [ObjectType]
    public sealed record Maker([property: ID] int Id, string Name) : INamed;

    public sealed record Box(int? Size, Box? Inner);

    [ObjectType<Product>]
    public static class ProductNode
    {
        public static ValueTask<Maker?> GetMakerAsync([Parent] Product product, MakerLoader makers) => makers.LoadAsync(product.MakerId);

        public static async Task<string?> GetMakerNameAsync([Parent] Product product, MakerLoader makers)
        {
            var maker = await makers.LoadAsync(product.MakerId);
            return maker?.Name;
        }

        public static string Label([Parent] Product product, string prefix = "no.", int? repeat = null)
            => string.Concat(Enumerable.Repeat(prefix, repeat ?? 1)) + product.Id;

        [BatchResolver]
        public static IReadOnlyList<int> Stock([Parent] IReadOnlyList<Product> products, Shop shop, int add = 0)
        {
            shop.Note($"stock of {products.Count}");
            return [.. products.Select((_, i) => i + add)];
        }

        public static string? Fails([Parent] Product product) => throw new InvalidOperationException($"secret of {product.Id}");

        public static string FailsHard([Parent] Product product) => product.Id.Equals("p2", StringComparison.Ordinal) ? throw new GraphQLException("no p2", "NO_P2") : product.Id;

        [Authorize("cost:read")]
        public static double? Cost([Parent] Product product, Shop shop)
        {
            shop.Note("cost");
            return product.Price / 2;
        }

        public static string? NullName([Parent] Product product) => product.Price is null ? null : product.Name;

        public static Box Box([Parent] Product product) => new(product.Price is null ? null : 1, new Box(2, null));
    }

    [ExtendObjectType<Maker>]
    public static class MakerExtensions
    {
        public static ValueTask<IReadOnlyList<Product>?> GetProductsAsync([Parent] Maker maker, ProductsOfMakerLoader products) => products.LoadAsync(maker.Id);
    }

    [ObjectType<Box>]
    public static class BoxNode
    {
        [GraphQLType("Int!")]
        public static int? Strict([Parent] Box box) => box.Size;

        [GraphQLType("Box!")]
        public static Box? StrictInner([Parent] Box box) => box.Inner;
    }

    public sealed class MakerLoader(Shop shop) : BatchLoader<int, Maker>
    {
        protected override async Task<IReadOnlyDictionary<int, Maker>> FetchAsync(IReadOnlyList<int> keys, CancellationToken cancellationToken)
        {
            shop.Note($"makers {string.Join(',', keys)}");
            await Task.Yield();
            return keys.Where(key => key < 9).ToDictionary(key => key, key => new Maker(key, $"Maker {key}"));
        }
    }

    public sealed class ProductsOfMakerLoader(Shop shop) : BatchLoader<int, IReadOnlyList<Product>>
    {
        protected override Task<IReadOnlyDictionary<int, IReadOnlyList<Product>>> FetchAsync(IReadOnlyList<int> keys, CancellationToken cancellationToken)
        {
            shop.Note($"products of {string.Join(',', keys)}");
            return Task.FromResult<IReadOnlyDictionary<int, IReadOnlyList<Product>>>(
                keys.ToDictionary(key => key, key => (IReadOnlyList<Product>)[.. shop.Products.Where(product => product.MakerId == key)]));
        }
    }

    [QueryType]
    public static class Queries
    {
        public static IReadOnlyList<Product> GetProducts(Shop shop) => shop.Products;

        public static Product? GetProduct(Shop shop, [ID] string id)
        {
            shop.Note($"product {id}");
            return shop.Products.Find(product => string.Equals(product.Id, id, StringComparison.Ordinal));
        }

        public static IEnumerable<INamed?> GetNamed(Shop shop) => [shop.Products[0], new Maker(7, "Seven"), null, shop.Products[1]];

        public static IReadOnlyList<IReadOnlyList<Product?>?> GetGrid(Shop shop) => [[shop.Products[0], null], null, [], [shop.Products[2]]];

        public static Connection<Product> GetPage(Shop shop, PageArguments page) => new(
            [.. shop.Products.Take(page.First ?? 2).Select(product => new Edge<Product>(product.Id, product))],
            new PageInfo(HasNextPage: true, HasPreviousPage: false, "p1", "p2"),
            _ =>
            {
                shop.Note("count");
                return new ValueTask<int>(shop.Products.Count);
            });

        public static async Task<string> SlowAsync(Shop shop, int milliseconds, CancellationToken cancellationToken)
        {
            await Task.Delay(milliseconds, cancellationToken);
            shop.Note("slow");
            return "done";
        }

        /// <summary>Stops only when it is told to, and holds the executor's thread until then.</summary>
        public static string Stubborn(CancellationToken cancellationToken)
        {
            cancellationToken.WaitHandle.WaitOne();
            throw new OperationCanceledException(cancellationToken);
        }

        public static string Selected(FieldSelection selection) => selection.Includes("x").ToString();

        public static IEnumerable<Product> Throwing(Shop shop)
        {
            yield return shop.Products[0];
            throw new GraphQLException("broken list", "BROKEN");
        }

        public static IReadOnlyList<Status?> Statuses => [Status.Draft, (Status)77, null];

        public static double NotANumber() => double.NaN;
    }

    [MutationType]
    public static class Mutations
    {
        public static Product? Rename(Shop shop, [ID] string id, string name)
        {
            shop.Note($"rename {id} {name}");
            var at = shop.Products.FindIndex(product => string.Equals(product.Id, id, StringComparison.Ordinal));
            if (at < 0)
            {
                return null;
            }

            return shop.Products[at] = shop.Products[at] with { Name = name };
        }

        public static string Stubbornly(CancellationToken cancellationToken) => Queries.Stubborn(cancellationToken);

        public static async Task<Product?> RenameSlowlyAsync(Shop shop, [ID] string id, string name)
        {
            await Task.Delay(20);
            return Rename(shop, id, name);
        }
    }

    internal GraphQLApi Api => CreateApi();

    internal GraphQLApi CreateApi(Action<GraphQLBuilder>? configure = null, Action<IServiceCollection>? services = null) => new(
        builder =>
        {
            builder.AddTypes(
                typeof(INamed), typeof(ProductNode), typeof(MakerExtensions), typeof(BoxNode), typeof(Queries), typeof(Mutations), typeof(Maker));
            builder.AddRequestState(_ => this);
            configure?.Invoke(builder);
        },
        services)
    {
        State = { [typeof(Shop)] = this },
    };
}
