namespace RotationPS.Tests.Help.Samples;

public enum ParcelSpeed
{
    Slow,
    Express,
}
