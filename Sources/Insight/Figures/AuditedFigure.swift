import Core
import Statistics

/// What of one brought-in figure may not be told, over everything that was ever known of it and of the figures it is tied to: each
/// version went through the audit (`VersionedRelease`). Only the audit makes one (`FigureAudit`), and without one there is no
/// `PublishedSeries` of a brought-in figure.
struct AuditedFigure: Sendable {
    /// A value of one part as it became known.
    struct Revision: Sendable {
        /// A region; empty for the whole area.
        let part: String
        let value: KnownValue
    }

    /// A final value that was replaced. The numbers are there only where both were, and are, told.
    struct Correction: Sendable, Hashable {
        let part: String
        let period: Period
        let at: Instant
        let before: Int?
        let after: Int?
    }

    static let whole = ""

    /// The parts of which nothing is told in a period.
    private(set) var hidden: [Period: Set<String>] = [:]
    /// In order of time.
    private(set) var corrections: [Correction] = []
    /// Periods in which one version at least was hidden as a whole, because nothing less was proved safe.
    private(set) var closed: Set<Period> = []

    fileprivate init() {}

    /// - Parameters:
    ///   - proof: of the cells of one unit.
    ///   - cells: what this figure has in it.
    fileprivate mutating func take(
        _ proof: VersionedRelease.Proof, _ cells: [(number: Int, part: String, period: Period)]
    ) {
        for cell in cells where proof.hidden.contains(cell.number) {
            hidden[cell.period, default: []].insert(cell.part)
        }
        if proof.outcome >= .allHidden { closed.formUnion(cells.map(\.period)) }
    }

    fileprivate mutating func take(_ corrections: [Correction]) {
        self.corrections += corrections
        self.corrections.sort {
            ($0.at, $0.period.firstDay, $0.part) < ($1.at, $1.period.firstDay, $1.part)
        }
    }
}

/// The figures that are tied to each other, audited together.
///
/// Tied are a figure and its parts (`partOf`, `shareOf`), the same figure by longer periods, and the whole and its regions. What no sum
/// ties is audited by itself: each period, or each longest period with the shorter ones that begin in it.
struct FigureAudit {
    private typealias Revision = AuditedFigure.Revision

    private struct Key: Hashable, Comparable {
        let figure: Int
        let period: Period
        let part: String
        /// The first of the period; it is compared too often to be worked out each time.
        let day: Int

        init(figure: Int, period: Period, part: String) {
            (self.figure, self.period, self.part) = (figure, period, part)
            day = period.firstDay.daysSince1970
        }

        static func < (one: Key, other: Key) -> Bool {
            guard one.figure == other.figure else { return one.figure < other.figure }
            return one.day == other.day ? one.part < other.part : one.day < other.day
        }
    }

    /// What is audited together.
    private struct Unit {
        /// In their order, by number.
        let keys: [Key]
        let cells: [Key: Int]
        let news: [(cell: Int, value: KnownValue)]

        /// - Parameter values: oldest first within each figure.
        init(_ values: [(key: Key, value: KnownValue)]) {
            keys = Set(values.map(\.key)).sorted()
            let cells = Dictionary(uniqueKeysWithValues: keys.enumerated().map { ($1, $0) })
            self.cells = cells
            // What comes in at one moment stays together, and in its order.
            news = values.enumerated().sorted { one, other in
                (one.element.value.knownSince, one.offset) < (other.element.value.knownSince, other.offset)
            }.compactMap { item in cells[item.element.key].map { ($0, item.element.value) } }
        }
    }

    private let figures: [Figure]
    private let threshold: Int
    private let hidesBeside: Bool
    private let secret: String
    private let memo: AuditMemo?
    private(set) var audited: [AuditedFigure]

    /// A figure as the audit sees it.
    struct Figure: Sendable {
        let suppressBelow: Int
        let kind: PeriodLength
        /// The figure that this one lies within, by its place in the list.
        let within: Int?
        /// Always the same for the same figure.
        var name = ""
    }

    /// - Parameters:
    ///   - figures: all that are tied, each behind what it lies within.
    ///   - revisions: of each figure, oldest first.
    ///   - secret: of this installation, and told to nobody: by it is decided which of several places is hidden beside a small one.
    ///     Empty for the smallest.
    ///   - memo: what was found of the same units before.
    ///   - hidesBeside: false only for a test that shows what would leak.
    init(
        _ figures: [Figure], _ revisions: [[AuditedFigure.Revision]], secret: String = "", memo: AuditMemo? = nil,
        hidesBeside: Bool = true
    ) {
        self.figures = figures
        self.secret = secret
        self.memo = memo
        self.hidesBeside = hidesBeside
        threshold = figures.map(\.suppressBelow).max() ?? 2
        audited = figures.map { _ in AuditedFigure() }
        var corrections = figures.map { _ in [AuditedFigure.Correction]() }
        for unit in units(revisions) { judge(unit, &corrections) }
        for figure in figures.indices { audited[figure].take(corrections[figure]) }
    }

    private func units(_ revisions: [[Revision]]) -> [Unit] {
        if figures.count == 1 {
            return Dictionary(grouping: revisions[0], by: \.value.period).values.compactMap { revisions in
                guard !isPlain(revisions) else { return nil }
                return Unit(
                    revisions.map {
                        (Key(figure: 0, period: $0.value.period, part: $0.part), $0.value)
                    })
            }
        }
        var units: [Period: [(key: Key, value: KnownValue)]] = [:]
        for figure in figures.indices {
            var owners: [Period: Period] = [:]
            for revision in revisions[figure] {
                let period = revision.value.period
                let owner = owners[period] ?? owner(of: period, figure)
                owners[period] = owner
                units[owner, default: []].append(
                    (Key(figure: figure, period: period, part: revision.part), revision.value))
            }
        }
        return units.values.map { Unit($0) }
    }

    /// Of most periods everything is known once, nothing is small, and the whole leaves nothing small over.
    private func isPlain(_ revisions: [Revision]) -> Bool {
        guard let first = revisions.first else { return true }
        var parts: Set<String> = []
        var (whole, sum): (Int?, Int) = (nil, 0)
        for revision in revisions {
            guard revision.value.knownSince == first.value.knownSince, parts.insert(revision.part).inserted,
                revision.value.status != .suppressed
            else { return false }
            guard let number = revision.value.value else { continue }
            guard !(1..<threshold).contains(number) else { return false }
            if revision.part.isEmpty { whole = number } else { sum += number }
        }
        return whole.map { sum == 0 || !(1..<threshold).contains($0 - sum) } ?? true
    }

    /// The longest period in whose sums this one stands: the one in which it begins.
    private func owner(of period: Period, _ figure: Int) -> Period {
        guard let parent = figures[figure].within else { return period }
        let longer = figures[parent].kind
        return owner(of: longer == figures[figure].kind ? period : longer.period(containing: period.firstDay), parent)
    }

    // MARK: one unit

    private mutating func judge(_ unit: Unit, _ corrections: inout [[AuditedFigure.Correction]]) {
        let mark = memo == nil ? nil : marks(unit)
        let result: AuditMemo.Result
        if let memo, let mark, let known = memo[mark] {
            result = known
        } else {
            result = released(unit)
            if let mark { memo?[mark] = result }
        }
        for (figure, correction) in result.corrections { corrections[figure].append(correction) }
        guard result.proof.outcome > .allTold else { return }
        var cells: [Int: [(number: Int, part: String, period: Period)]] = [:]
        for (number, key) in unit.keys.enumerated() {
            cells[key.figure, default: []].append((number, key.part, key.period))
        }
        for (figure, cells) in cells { audited[figure].take(result.proof, cells) }
    }

    /// Two numbers that no other unit has: all that decides what is told of it goes into them.
    private func marks(_ unit: Unit) -> AuditMemo.Print {
        var hashers = (Hasher(), Hasher())
        hashers.1.combine(1)
        func add(_ item: some Hashable) {
            hashers.0.combine(item)
            hashers.1.combine(item)
        }
        add(threshold)
        for figure in figures {
            add(figure.name)
            add(figure.kind)
            add(figure.within)
        }
        for key in unit.keys { add(key) }
        for (cell, value) in unit.news {
            add(cell)
            add(value.value)
            add(value.status)
            add(value.knownSince)
        }
        return AuditMemo.Print(one: hashers.0.finalize(), other: hashers.1.finalize())
    }

    private func released(_ unit: Unit) -> AuditMemo.Result {
        var corrections: [(figure: Int, correction: AuditedFigure.Correction)] = []
        var release = VersionedRelease(
            cells: unit.keys.count, sums: sums(unit), threshold, lots: lots(unit), hidesBeside: hidesBeside)
        var current: [KnownValue?] = Array(repeating: nil, count: unit.keys.count)
        var start = 0
        while start < unit.news.count {
            let moment = unit.news[start].value.knownSince
            // Of islands together every one that comes in gives a value; the last of a moment counts.
            var news: [Int: KnownValue] = [:]
            while start < unit.news.count, unit.news[start].value.knownSince == moment {
                news[unit.news[start].cell] = unit.news[start].value
                start += 1
            }
            var replaced: [(cell: Int, before: KnownValue, wasHidden: Bool)] = []
            for (cell, value) in news.sorted(by: { $0.key < $1.key }) {
                if let before = current[cell], before.status == .final,
                    before.value != value.value || before.status != value.status
                {
                    replaced.append((cell, before, release.isHidden(cell)))
                }
                current[cell] = value
            }
            release.publish(news.sorted { $0.key < $1.key }.map { ($0.key, $0.value.entry) })
            for (cell, before, wasHidden) in replaced {
                let isTold = !wasHidden && !release.isHidden(cell)
                let key = unit.keys[cell]
                let correction = AuditedFigure.Correction(
                    part: key.part, period: key.period, at: moment, before: isTold ? before.value : nil,
                    after: isTold ? current[cell]?.value : nil)
                corrections.append((key.figure, correction))
            }
        }
        return AuditMemo.Result(proof: release.proof, corrections: corrections)
    }

    private func lots(_ unit: Unit) -> [UInt64] {
        guard !secret.isEmpty else { return [] }
        return unit.keys.map { Self.lot("\(secret) \(figures[$0.figure].name) \($0.period) \($0.part)") }
    }

    /// A number that follows from the text, and from which nothing of the text follows for who only sees which of two is the lower
    /// (FNV-1a, mixed once more as in SplitMix64).
    private static func lot(_ text: String) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        hash = (hash ^ (hash >> 30)) &* 0xbf58_476d_1ce4_e5b9
        hash = (hash ^ (hash >> 27)) &* 0x94d0_49bb_1331_11eb
        return hash ^ (hash >> 31)
    }

    /// What ties the cells. Their order is that of the figures and cells, whatever comes in later: what an earlier version tells may not
    /// depend on a later one.
    private func sums(_ unit: Unit) -> [VersionedRelease.Sum] {
        if figures.count == 1 {
            // One period of one figure: the whole stands first.
            guard unit.keys.count > 1, unit.keys[0].part.isEmpty else { return [] }
            return [VersionedRelease.Sum(total: 0, parts: Array(1..<unit.keys.count))]
        }
        enum Kind: Int { case regions, parts, part, shorter }
        struct Group: Hashable {
            let total: Int
            let kind: Kind
            let figure: Int
        }
        var groups: [Group: [Int]] = [:]
        for (cell, key) in unit.keys.enumerated() {
            func add(_ total: Key, _ kind: Kind, _ figure: Int) {
                guard let total = unit.cells[total] else { return }
                groups[Group(total: total, kind: kind, figure: figure), default: []].append(cell)
            }
            if !key.part.isEmpty {
                add(Key(figure: key.figure, period: key.period, part: AuditedFigure.whole), .regions, 0)
            }
            guard let parent = figures[key.figure].within else { continue }
            if figures[parent].kind == figures[key.figure].kind {
                let total = Key(figure: parent, period: key.period, part: key.part)
                add(total, .parts, 0)
                // Parts may overlap; that each lies within the whole is sure.
                add(total, .part, key.figure)
                continue
            }
            let period = figures[parent].kind.period(containing: key.period.firstDay)
            // A period that reaches over the edge is no part of it.
            if key.period.end <= period.end {
                add(Key(figure: parent, period: period, part: key.part), .shorter, key.figure)
            }
        }
        return groups.sorted {
            ($0.key.total, $0.key.kind.rawValue, $0.key.figure) < ($1.key.total, $1.key.kind.rawValue, $1.key.figure)
        }.map { group, parts in
            let fit: VersionedRelease.Sum.Fit =
                switch group.kind {
                case .regions: .adds
                case .parts, .part: .within
                case .shorter:
                    figures[group.figure].kind.fits(figures[unit.keys[group.total].figure].kind) ? .adds : .loose
                }
            return VersionedRelease.Sum(total: group.total, parts: parts, fit: fit)
        }
    }
}

/// How long the periods of a figure are, and which fit into which.
enum PeriodLength: Int, Sendable, Comparable {
    case day, week, month, halfYear

    static func < (one: PeriodLength, other: PeriodLength) -> Bool { one.rawValue < other.rawValue }

    func period(containing day: Day) -> Period {
        let (year, month, _) = day.civil
        return switch self {
        case .day: .day(day)
        case .week: .week(Week(containing: day))
        case .month: .month(year: year, month: month)
        case .halfYear: .half(year: year, half: month > 6 ? 2 : 1)
        }
    }

    /// Whether each of these lies in one of the others.
    func fits(_ other: PeriodLength) -> Bool { self == .day || self == .month }
}

extension KnownValue {
    fileprivate var entry: VersionedRelease.Entry {
        switch status {
        case .suppressed: .withheld
        case .missing: .missing
        case .final, .provisional: value.map { .count($0) } ?? .missing
        }
    }
}
