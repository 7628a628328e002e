using RotationPS.Help;
using RotationPS.Tests.Help.Samples;
using Xunit;

namespace RotationPS.Tests.Help;

public sealed class CmdletReaderTests
{
    private readonly CmdletHelp _send = SampleModule.Read().Single(cmdlet => cmdlet.Name == "Send-Parcel");
    private readonly CmdletHelp _get = SampleModule.Read().Single(cmdlet => cmdlet.Name == "Get-Parcel");

    [Fact]
    public void The_summary_of_the_class_is_the_synopsis_on_one_line() =>
        Assert.Equal("Sends a parcel on its way.", _send.Synopsis);

    [Fact]
    public void References_read_as_the_names_a_user_types() =>
        Assert.Equal("Takes what Get-Parcel gives, at Express where -Speed says so.", _send.Description[0]);

    [Fact]
    public void Code_words_and_addresses_stay_readable() =>
        Assert.Equal("Does nothing when Weight is $null; see the rates (https://example.org/post).", _send.Description[1]);

    [Fact]
    public void Loose_text_is_a_paragraph() =>
        Assert.Equal(["Loose text is a paragraph too."], _get.Description);

    [Fact]
    public void An_example_is_its_introduction_its_code_and_its_remarks()
    {
        var example = _send.Examples[0];

        Assert.Equal(["Sends one parcel.", "It must be in the depot."], example.Introduction);
        Assert.Equal("if ($late) {\n    Send-Parcel -Number 17 -Speed Express\n}", example.Code);
        Assert.Equal(["The sent parcel is the output."], example.Remarks);
        Assert.Equal(2, _send.Examples.Count);
    }

    [Fact]
    public void Parameters_are_the_properties_with_the_attribute_and_those_of_ShouldProcess()
    {
        Assert.Equal(
            ["InputObject", "Speed", "Number", "Weight", "Wrapping", "Unsigned", "Depot", "WhatIf", "Confirm"],
            _send.Parameters.Select(parameter => parameter.Name));
        Assert.Equal(["Depot"], _get.Parameters.Select(parameter => parameter.Name));
    }

    [Fact]
    public void A_parameter_of_a_generic_base_class_brings_its_own_comment()
    {
        var depot = Parameter("Depot");

        Assert.Equal(["The depot to work with."], depot.Description);
        Assert.Equal("The one in $env:DEPOT", depot.DefaultValue);
        Assert.Equal("String", depot.TypeName);
    }

    [Fact]
    public void A_parameter_binds_as_its_attributes_say()
    {
        var number = Parameter("Number");

        var binding = Assert.Single(number.Bindings);
        Assert.Equal(new ParameterBinding("ByNumber") { Mandatory = true, Position = 0, ByValue = true, ByPropertyName = true }, binding);
        Assert.Equal(["Id", "No"], number.Aliases);
        Assert.Equal("Int32[]", number.TypeName);
    }

    [Fact]
    public void The_default_parameter_set_comes_first() =>
        Assert.Equal(["ByNumber", "ByParcel"], _send.ParameterSets);

    [Theory]
    [InlineData("Speed", "Accepted values: Slow, Express.")]
    [InlineData("Wrapping", "Accepted values: Box, Bag.")]
    [InlineData("Weight", "Accepted range: 1 to 30000.")]
    public void The_limits_of_a_parameter_end_its_description(string name, string limit) =>
        Assert.Equal(limit, Parameter(name).Description[^1]);

    [Fact]
    public void A_nullable_parameter_has_the_type_of_its_value() =>
        Assert.Equal("ParcelSpeed", Parameter("Speed").TypeName);

    [Fact]
    public void An_output_type_is_described_by_its_own_comment()
    {
        Assert.Equal([new TypeHelp("Parcel", "A parcel, as the depot keeps it.")], _send.OutputTypes);
        Assert.Equal([new TypeHelp("Some.Parcel", "")], _get.OutputTypes);
    }

    [Fact]
    public void Related_links_are_pages_and_other_cmdlets() =>
        Assert.Equal([new LinkHelp("Rates of the post", "https://example.org/post"), new LinkHelp("Get-Parcel", "")], _send.Links);

    private ParameterHelp Parameter(string name) => _send.Parameters.Single(parameter => parameter.Name == name);
}
