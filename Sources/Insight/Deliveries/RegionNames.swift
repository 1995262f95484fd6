import Core
import Foundation
import Pack

/// What regions are called, in each division of the country: by code, by name, and as sources write them.
struct RegionNames: Sendable {
    enum Found: Equatable {
        case whole
        case region(RegionID)
        /// A region of another year than the figure's.
        case otherYear(Int)
        case unknown
    }

    private let byYear: [Int: [String: RegionID]]
    private let islands: [String: RegionID]
    private let whole: Set<String>

    init(_ pack: Pack) {
        byYear = Dictionary(
            pack.divisions.map { ($0.year, Self.names(of: $0.regions)) }, uniquingKeysWith: { first, _ in first })
        islands = Self.names(of: pack.islands)
        var whole: Set = [
            "", "nl", "nl00", "nl01", "totaal", "total", "landelijk", "national", "heelnederland", "alle",
        ]
        for language in pack.languages { whole.insert(Self.plain(pack.name[language])) }
        self.whole = whole
    }

    init(byYear: [Int: [Region]], islands: [Region] = [], whole: Set<String> = ["", "nederland", "totaal", "national"])
    {
        self.byYear = byYear.mapValues(Self.names)
        self.islands = Self.names(of: islands)
        self.whole = whole
    }

    private static func names(of regions: [Region]) -> [String: RegionID] {
        var names: [String: RegionID] = [:]
        for region in regions {
            let short = region.tile.map { [$0.code] } ?? []
            for name in [region.id.text, region.name] + short where names[plain(name)] == nil {
                names[plain(name)] = region.id
            }
        }
        return names
    }

    /// - Parameter aliases: what the source calls regions, by their ids.
    func find(_ text: String, for indicator: Indicator, aliases: [String: String] = [:]) -> Found {
        if let alias = aliases[text], let id = RegionID(alias) { return known(id.text, indicator) }
        return known(text, indicator)
    }

    private func known(_ text: String, _ indicator: Indicator) -> Found {
        let name = Self.plain(text)
        if let year = indicator.regionVersion, let id = byYear[year]?[name] { return .region(id) }
        if indicator.regionVersion != nil, let id = islands[name] { return .region(id) }
        if whole.contains(name) { return .whole }
        if let other = byYear.keys.sorted(by: >).first(where: { byYear[$0]?[name] != nil }) { return .otherYear(other) }
        return .unknown
    }

    /// Whether it is the name of a place, and so of nobody.
    func knows(_ text: String) -> Bool {
        let name = Self.plain(text)
        return whole.contains(name) || islands[name] != nil || byYear.values.contains { $0[name] != nil }
    }

    /// Small letters and digits without signs, and without what sources put before the name of a region.
    static func plain(_ text: String) -> String {
        var plain = letters(text)
        for before in ["veiligthuisregio", "veiligthuis", "vtregio", "regio"]
        where plain.hasPrefix(before) && plain.count > before.count {
            plain.removeFirst(before.count)
        }
        return plain
    }

    /// Small letters and digits without signs.
    static func letters(_ text: String) -> String {
        text.folding(options: [.diacriticInsensitive, .caseInsensitive], locale: nil).lowercased()
            .filter { $0.isLetter || $0.isNumber }
    }
}
