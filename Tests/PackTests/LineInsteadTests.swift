import Core
import Pack
import Testing

@Suite struct `A line instead of another` {
    @Test func `is for the same people, takes them from there and speaks their language`() throws {
        let pack = try `Own words at the door`.loaded.get()
        func lines(_ id: String, _ region: String? = nil, _ language: Language = .dutch) -> [String] {
            pack.lines(
                insteadOf: LineID(trusted: id), region: region.map { RegionID(trusted: $0) }, language: language
            ).map(\.id.text)
        }
        let homes = ["veilig-thuis-rotterdam-rijnmond-chat", "veilig-thuis-friesland-chat"]
        #expect(lines("familielijn-chat") == homes)
        #expect(lines("familielijn-chat", "VT18") == [homes[0]])
        #expect(lines("kindertelefoon-chat") == homes)
        #expect(lines("kindertelefoon-chat", "BQ-SA") == ["guana-chat"])
        #expect(try lines("kindertelefoon-chat", nil, #require(Language("fr"))) == [])
    }
}
