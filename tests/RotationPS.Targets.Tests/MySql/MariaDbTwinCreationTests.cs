namespace RotationPS.Targets.Tests.MySql;

public sealed class MariaDbTwinCreationTests(SharedMariaDb shared) : TwinCreationTests(shared.Plain)
{
    protected override IEnumerable<string> Dropped =>
        ["DROP VIEW d1, i2", "DROP TRIGGER g1", "DROP EVENT e2", "DROP PROCEDURE p1", "DROP PROCEDURE p2", "DROP TABLE t1, t2"];

    protected override IEnumerable<string> MoreMade(int swap) =>
    [
        $"CREATE TRIGGER g{swap} AFTER INSERT ON t{swap} FOR EACH ROW INSERT INTO log VALUES ({swap})",
        $"CREATE SEQUENCE s{swap}",
    ];

    protected override IEnumerable<string> MoreUsed(int earlier, int swap) =>
    [
        $"SELECT NEXTVAL(s{earlier})",
        $"CREATE OR REPLACE VIEW d{earlier} AS SELECT a FROM t{earlier}",
        $"CREATE OR REPLACE TRIGGER g{earlier} AFTER INSERT ON t{earlier} FOR EACH ROW INSERT INTO log VALUES ({swap})",
    ];
}
