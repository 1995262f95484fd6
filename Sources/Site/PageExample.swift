import Core

/// One state of one page, with a made-up value: what `vangnet gallery` shows and the tests read.
///
/// A room keeps its own in `…Examples.swift`. Nothing in a value looks like somebody: invented words, numbers that nobody has.
///
///     static let all = PageExample.states(
///         of: "sign in", title: { $0(DeskPhrase.title) }, zone: .desk,
///         [
///             "empty": { DeskPages.signIn(trouble: nil, name: "", $0) },
///             "refused": { DeskPages.signIn(trouble: "…", name: PageExample.signs, $0) },
///         ])
public struct PageExample: Sendable {
    public typealias Body = @Sendable (Speech) -> HTML

    /// The hall and the room it is of, from the name of its file: `Care`, `Desk`.
    public let hall: String
    public let room: String
    public let page: String
    public let state: String
    public let zone: Zone
    /// A page that stands in a frame within another, and has no frame of its own.
    public let isBare: Bool
    /// The `id` in the page at which the state is seen (`k1`); nil for its top.
    public let place: String?
    private let title: @Sendable (Speech) -> String
    private let isWide: Bool
    private let scripts: [Script]
    private let refreshSeconds: Int?
    private let body: Body

    /// The states of one page, which stand in the frame in the same way.
    ///
    /// - Parameters:
    ///   - page: what the page is, in plain words; unique in the room.
    ///   - title: as the room's routes give it.
    ///   - place: where in the page the states are seen, when it shows parts of itself only.
    ///   - file: leave it out; it says which room this is.
    public static func states(
        of page: String, title: @escaping @Sendable (Speech) -> String, zone: Zone, wide: Bool = false,
        scripts: [Script] = [], refreshSeconds: Int? = nil, bare: Bool = false, at place: String? = nil,
        file: String = #fileID, _ states: KeyValuePairs<String, Body>
    ) -> [PageExample] {
        let parts = file.split(separator: "/")
        let hall = parts.first.map(String.init) ?? file
        let name = parts.last.map { String($0.prefix { $0 != "." }) } ?? file
        let room = name.hasSuffix("Examples") ? String(name.dropLast("Examples".count)) : name
        return states.map { state, body in
            PageExample(
                hall: hall, room: room, page: page, state: state, zone: zone, isBare: bare, place: place, title: title,
                isWide: wide, scripts: scripts, refreshSeconds: refreshSeconds, body: body)
        }
    }

    /// For addresses and names of files: `desk-sign-in-refused`.
    public var id: String {
        [room, page, state].map { part in
            part.lowercased().split { !$0.isASCII || !($0.isLetter || $0.isNumber) }.joined(separator: "-")
        }.joined(separator: "-")
    }

    /// In the real frame. The language switch, where the page has one, leads to the same example.
    ///
    /// - Parameter mirrored: set from right to left, with the words of `language`.
    public func page(in frame: Frame, _ language: Language, mirrored: Bool = false) -> Page {
        let say = frame.languages.speech(language)
        return frame.page(
            mirrored ? Self.rightToLeft ?? language : language, title: title(say), zone: zone,
            path: zone == .findable ? "/\(id)" : nil, wide: isWide, scripts: scripts, refreshSeconds: refreshSeconds,
            bare: isBare, body: body(say))
    }

    private static let rightToLeft = Language("ar")
}

/// Values for examples.
extension PageExample {
    /// What means something in markup. Put it in a value of every kind that comes from a person: the tests look whether it
    /// arrives as text.
    public static let signs = "<&\"'>"
    /// Longer than any word, without a place to break it.
    public static let longWord = String(repeating: "aaneengeschreven", count: 8)
    /// 4,000 characters, with line ends and a word that does not fit.
    public static let longText: String = {
        let sentence = "Dit is een verzonnen zin in een lang bericht. Er staat niets in over een mens.\n"
        return String(("\(longWord) \(signs)\n" + String(repeating: sentence, count: 60)).prefix(4000))
    }()
    /// Written from right to left: "This is a made-up sentence."
    public static let rightToLeftText = "هذه جملة مختلقة. 112"
}
