using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>Looks for aggregates among the select elements of a query, but not in its subqueries.</summary>
internal sealed class AggregateFinder : TSqlFragmentVisitor
{
    private bool _found;

    public static bool IsIn(QuerySpecification query)
    {
        var finder = new AggregateFinder();
        foreach (var element in query.SelectElements)
        {
            element.Accept(finder);
        }

        return finder._found;
    }

    public override void ExplicitVisit(ScalarSubquery node)
    {
    }

    public override void ExplicitVisit(FunctionCall node)
    {
        _found |= Aggregates.IsAggregate(node.FunctionName.Value);
        base.ExplicitVisit(node);
    }
}
