using System.Text.RegularExpressions;
using RotationPS.Engine.Secrets;

namespace RotationPS.Servers.SecretsManager;

/// <summary>Which secrets a list is to have and in what order.</summary>
internal sealed class SecretListing
{
    // https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_Filter.html
    private const int MaxFilters = 10;
    private const int MaxFilterValue = 512;

    // https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_Filter.html
    private static readonly Regex _filterValue = new(@"^\!?[a-zA-Z0-9 :_@\/\+\=\.\-\!]*$", RegexOptions.CultureInvariant);

    private readonly bool _withDeleted;
    private readonly bool _ascending;
    private readonly List<(string Key, IReadOnlyList<string> Values)> _ownFilters = [];
    private readonly List<SecretFilter> _storeFilters = [];

    public SecretListing(WireRequest request)
    {
        _withDeleted = request.Flag("IncludePlannedDeletion") ?? false;
        _ascending = request.Text("SortOrder", 1, int.MaxValue) switch
        {
            null or "desc" => false,
            "asc" => true,
            _ => throw ServiceErrors.Constraint("SortOrder", "Member must satisfy enum value set: [asc, desc]"),
        };
        var filters = request.Objects("Filters");
        if (filters.Count > MaxFilters)
        {
            throw ServiceErrors.Constraint("Filters", $"Member must have length less than or equal to {MaxFilters}");
        }

        foreach (var filter in filters)
        {
            Add(filter.Required("Key", 1, MaxFilterValue), filter.Texts("Values", 1, SecretRules.MaxFilterValues, 1, MaxFilterValue));
        }
    }

    public IReadOnlyList<SecretFilter> StoreFilters => _storeFilters;

    public bool Fits(SecretView view) =>
        (_withDeleted || view.State.DeletedDate is null) && _ownFilters.TrueForAll(filter => Fits(view, filter.Key, filter.Values));

    public IReadOnlyList<SecretView> Sort(List<SecretView> views) =>
        _ascending
            ? [.. views.OrderBy(view => view.Secret.CreatedDate)]
            : [.. views.OrderByDescending(view => view.Secret.CreatedDate)];

    private void Add(string key, IReadOnlyList<string> values)
    {
        if (values.Any(value => !_filterValue.IsMatch(value)))
        {
            throw ServiceErrors.Constraint("Filters", $"Member must satisfy regular expression pattern: {_filterValue}");
        }

        if (key is "primary-region" or "owning-service")
        {
            _ownFilters.Add((key, values));
            return;
        }

        _storeFilters.Add(new SecretFilter(
            key switch
            {
                "name" => SecretFilterKey.Name,
                "description" => SecretFilterKey.Description,
                "tag-key" => SecretFilterKey.TagKey,
                "tag-value" => SecretFilterKey.TagValue,
                "all" => SecretFilterKey.All,
                _ => throw ServiceErrors.Constraint(
                    "Filters",
                    "Member must satisfy enum value set: [description, name, tag-key, tag-value, primary-region, owning-service, all]"),
            },
            values));
    }

    private static bool Fits(SecretView view, string key, IReadOnlyList<string> values)
    {
        var actual = (key == "primary-region" ? view.State.PrimaryRegion : view.State.OwningService ?? view.Secret.OwningService) ?? string.Empty;
        return values.Any(value => value.StartsWith('!')
            ? !actual.StartsWith(value[1..], StringComparison.Ordinal)
            : actual.StartsWith(value, StringComparison.Ordinal));
    }
}
