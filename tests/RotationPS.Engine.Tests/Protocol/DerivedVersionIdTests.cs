using System.Security.Cryptography;
using System.Text;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Tests.Scenes;
using Xunit;

namespace RotationPS.Engine.Tests.Protocol;

public sealed class DerivedVersionIdTests
{
    private const string Arn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:prod/app-AbCdEf";

    [Fact]
    public void The_same_secret_version_and_attempt_give_the_same_id() =>
        Assert.Equal(DerivedVersionId.Next(Arn, Scene.FirstVersion, 0), DerivedVersionId.Next(Arn, Scene.FirstVersion, 0));

    [Fact]
    public void Another_secret_version_or_attempt_gives_another_id()
    {
        var ids = new[]
        {
            DerivedVersionId.Next(Arn, Scene.FirstVersion, 0),
            DerivedVersionId.Next(Arn + "x", Scene.FirstVersion, 0),
            DerivedVersionId.Next(Arn, Scene.Id("second"), 0),
            DerivedVersionId.Next(Arn, Scene.FirstVersion, 1),
            DerivedVersionId.Next(Arn, Scene.FirstVersion, 11),
        };

        Assert.Distinct(ids);
    }

    [Fact]
    public void The_id_is_a_UUID_of_version_8()
    {
        for (var attempt = 0; attempt < 100; attempt++)
        {
            var id = Guid.Parse(DerivedVersionId.Next(Arn, Scene.FirstVersion, attempt).Value);

            Assert.Equal(8, id.Version);
            Assert.InRange(id.Variant, 8, 11);
        }
    }

    // Two releases of the module may rotate one secret at the same time; they must mean the same version.
    [Fact]
    public void The_rule_stays_the_same_from_release_to_release()
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"RotationPS\n{Arn}\n{Scene.FirstVersion}\n3"));
        var hex = Convert.ToHexStringLower(hash.AsSpan(0, 16)).ToCharArray();
        hex[12] = '8';
        hex[16] = "89ab"[Convert.ToInt32(hex[16].ToString(), 16) & 3];

        Assert.Equal(Guid.ParseExact(new string(hex), "N").ToString(), DerivedVersionId.Next(Arn, Scene.FirstVersion, 3).Value);
    }
}
