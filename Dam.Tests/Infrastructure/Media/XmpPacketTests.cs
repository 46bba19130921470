using System.Text;
using Dam.Infrastructure.Media;

namespace Dam.Tests.Infrastructure.Media;

public sealed class XmpPacketTests
{
    /// <summary>A location of IPTC's may hold coordinates, in EXIF's namespace: they are for those only who may have originals.</summary>
    [Fact]
    public void Read_Should_LeaveCoordinatesOut_When_ALocationHoldsThem()
    {
        const string Packet =
            """
            <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" xmlns:exif="http://ns.adobe.com/exif/1.0/">
            <Iptc4xmpExt:LocationCreated><rdf:Bag><rdf:li rdf:parseType="Resource">
            <exif:GPSLatitude>48,51.5N</exif:GPSLatitude><exif:GPSLongitude>2,17.7E</exif:GPSLongitude><exif:GPSAltitude/><Iptc4xmpExt:City>Paris</Iptc4xmpExt:City>
            </rdf:li></rdf:Bag></Iptc4xmpExt:LocationCreated>
            <Iptc4xmpExt:Event>Fair</Iptc4xmpExt:Event>
            </rdf:Description></rdf:RDF>
            """;

        var xmp = XmpPacket.Read(Encoding.UTF8.GetBytes(Packet));

        Assert.Equal("""{"Iptc4xmpExt:LocationCreated":"Paris","Iptc4xmpExt:Event":"Fair"}""", xmp.ToJson().ToJsonString());
    }
}
