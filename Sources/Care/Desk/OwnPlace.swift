import Core
import Pack

/// How somebody wants their place to look, and which canned texts they like to have at hand. Sealed to the person: it says
/// nothing to others, and no talk is in it.
struct OwnPlace: Sendable, Codable, Hashable {
    enum Light: String, Sendable, Codable, CaseIterable { case system, light, dark }

    var light = Light.system
    /// 1 is the usual size, 2 and 3 are larger.
    var textSize = 1
    /// The keys with Alt, and ?, are off.
    var isWithoutKeys = false
    private(set) var favourites: [String] = []
    /// Canned text → the day it was last used.
    private(set) var used: [String: Int] = [:]

    static let purpose = "own place"
    static let sizes = 1...3
    /// So many texts are remembered.
    static let most = 60

    func isFavourite(_ id: CannedID) -> Bool { favourites.contains(id.text) }
    func lastUsed(_ id: CannedID) -> Day? { used[id.text].map { Day(daysSince1970: $0) } }

    mutating func setFavourite(_ id: CannedID, _ isOn: Bool) {
        favourites.removeAll { $0 == id.text }
        if isOn { favourites = Array(([id.text] + favourites).prefix(Self.most)) }
    }

    mutating func use(_ id: CannedID, on day: Day) {
        used[id.text] = day.daysSince1970
        while used.count > Self.most, let oldest = used.min(by: { ($0.value, $0.key) < ($1.value, $1.key) }) {
            used[oldest.key] = nil
        }
    }

    /// As they are shown: favourites first, then those used lately, then as the pack has them.
    func sorted(_ texts: [CannedText]) -> [CannedText] {
        texts.enumerated().sorted { left, right in
            let (one, two) = (rank(left.element), rank(right.element))
            return one == two ? left.offset < right.offset : one > two
        }.map(\.element)
    }

    private func rank(_ text: CannedText) -> Int {
        isFavourite(text.id) ? Int.max : used[text.id.text] ?? 0
    }
}
