import Core
import Foundation
import Pack
import Testing

/// What the pack of the Netherlands says to somebody on an island, by whichever entrance they came.
@Suite struct `Somebody on an island` {
    let pack: Pack

    init() throws {
        pack = try `Own words at the door`.loaded.get()
    }

    private let mainland: Set = ["alarm-112", "veilig-thuis", "kindertelefoon", "zelfmoordpreventie-113"]

    @Test(
        "gets the row of the islands and no number of the mainland",
        arguments: ["AW", "CW", "SX", "BQ-BO", "BQ-SE", "BQ-SA"])
    func everyEntrance(_ island: String) {
        let region = RegionID(trusted: island)
        let row = AudienceID(trusted: "islands")
        for audience in pack.routes.audiences {
            for situation in pack.routes.situations {
                let route = pack.answers(who: audience.id, what: situation.id, region: region)
                let there = pack.answers(who: row, what: situation.id, region: region)
                let services = pack.services(for: route, region: region).map(\.id)
                #expect(
                    services == pack.services(for: there, region: region).map(\.id), "\(audience.id) \(situation.id)")
                #expect(mainland.isDisjoint(with: services.map(\.text)), "\(audience.id) \(situation.id)")
                #expect(route.sentence == there.sentence)
                #expect(!route.sentence[.dutch].contains("112") && !route.sentence[.dutch].contains("113"))
            }
        }
    }

    @Test func `has the alarm number of the island where the pack may show it, and nobody else has`() {
        #expect(pack.emergency(in: RegionID(trusted: "AW")).map(\.number) == ["911"])
        // Not checked, or not known: nobody is sent to the number of another place.
        for island in ["CW", "SX", "BQ-BO", "BQ-SE", "BQ-SA"] {
            #expect(pack.emergency(in: RegionID(trusted: island)).isEmpty, "\(island)")
        }
        #expect(pack.emergency(in: RegionID(trusted: "VT18")).map(\.number) == ["112"])
        #expect(pack.emergency(in: nil).map(\.number) == ["112"])
    }

    @Test func `has 112 only where the pack says that it is the number there`() throws {
        let checked = try BrokenPack()
        try checked.replace(
            "{id: SX, name: Sint Maarten}", with: "{id: SX, name: Sint Maarten, alarm: alarm-112}",
            in: "regions/islands.yaml")
        let there = try Pack.load(from: checked.folder)
        #expect(there.emergency(in: RegionID(trusted: "SX")).map(\.number) == ["112"])
        #expect(there.emergency(in: RegionID(trusted: "BQ-BO")).isEmpty)
    }

    @Test func `reads what the pack knows on the island itself, and nothing that may not be shown`() {
        let known = { (island: String) in
            pack.helpers(on: RegionID(trusted: island)).flatMap(\.shownNumbers).map(\.number)
        }
        #expect(known("BQ-BO").contains("0802-0802"))
        #expect(known("CW").allSatisfy { $0 != "911" && $0 != "912" })
        #expect(!known("AW").contains("911"))
        #expect(known("SX").isEmpty)
    }

    @Test func `reads of a service on another island where it is`() throws {
        let guiami = try #require(pack.service(ServiceID(trusted: "guiami")))
        #expect(pack.name(of: guiami, in: RegionID(trusted: "BQ-SA"), .dutch) == "Guiami (Bonaire)")
        #expect(pack.name(of: guiami, in: RegionID(trusted: "BQ-BO"), .dutch) == "Guiami")
        #expect(pack.name(of: guiami, in: nil, .dutch) == "Guiami")
        let alarm = try #require(pack.service(ServiceID(trusted: "alarm-aruba")))
        #expect(pack.name(of: alarm, in: RegionID(trusted: "BQ-SA"), .dutch) == "Alarmnummer van Aruba")
    }

    @Test func `is not sent to an alarm number that is not there`() throws {
        let broken = try BrokenPack()
        try broken.replace("alarm: alarm-aruba", with: "alarm: alarm-atlantis", in: "regions/islands.yaml")
        #expect(broken.mistakes.contains { $0.description.contains("alarm-atlantis") })
    }
}
