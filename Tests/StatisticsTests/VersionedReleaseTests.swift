import Testing

@testable import Statistics

/// Figures of a whole and its parts that come in one after another, let out, and attacked by trying every count there could be.
@Suite struct VersionedReleaseTests {
    typealias Sum = VersionedRelease.Sum
    typealias Entry = VersionedRelease.Entry

    /// The whole is cell 0, its parts are the others.
    private func release(_ parts: Int, _ threshold: Int = 5, hidesBeside: Bool = true) -> VersionedRelease {
        VersionedRelease(
            cells: parts + 1, sums: [Sum(total: 0, parts: Array(1...parts))], threshold, hidesBeside: hidesBeside)
    }

    private func hidden(_ versions: [[Int: Entry]], parts: Int, _ threshold: Int = 5) -> Set<Int> {
        var release = release(parts, threshold)
        for version in versions { release.publish(version.map { ($0.key, $0.value) }) }
        return release.proof.hidden
    }

    @Test func `a count that only the whole tells takes the smallest other with it`() {
        #expect(hidden([[0: .count(103), 1: .count(60), 2: .count(40), 3: .count(3)]], parts: 3) == [2, 3])
        #expect(hidden([[0: .count(100), 1: .count(60), 2: .count(40), 3: .count(0)]], parts: 3) == [])
    }

    @Test func `what the parts leave of the whole is a count too`() {
        #expect(hidden([[0: .count(103), 1: .count(60), 2: .count(40)]], parts: 3) == [2])
        #expect(hidden([[0: .count(140), 1: .count(60), 2: .count(40)]], parts: 3) == [])
        // What is left over comes in later, and is small: nobody had it before.
        let both: [[Int: Entry]] = [[0: .count(103), 1: .count(60), 2: .count(40)], [3: .count(3)]]
        #expect(hidden(both, parts: 3) == [2, 3])
    }

    @Test func `of parts that come after their whole was told all are hidden when nothing less helps, zeros too`() {
        let both: [[Int: Entry]] = [
            [0: .count(12)], [1: .count(3), 2: .count(3), 3: .count(3), 4: .count(3), 5: .count(0)],
        ]
        #expect(hidden(both, parts: 5, 10) == [1, 2, 3, 4, 5])
        var release = release(5, 10)
        for version in both { release.publish(version.map { ($0.key, $0.value) }) }
        #expect(release.proof.outcome == .allHidden)
    }

    @Test func `what a source withholds is not left as the only gap`() {
        #expect(hidden([[0: .count(63), 1: .count(40), 2: .count(20), 3: .withheld]], parts: 3) == [2, 3])
        #expect(hidden([[0: .withheld, 1: .count(20), 2: .count(9)]], parts: 2) == [0, 2])
    }

    @Test func `figures that were told hide nothing, so a new one is protected by what is new`() {
        let first: [Int: Entry] = [0: .count(110), 1: .count(60), 2: .count(40), 3: .count(10)]
        #expect(hidden([first, [0: .count(103), 3: .count(3)]], parts: 3) == [0, 3])
        #expect(hidden([first, [0: .count(107), 2: .count(44), 3: .count(3)]], parts: 3) == [2, 3])
    }

    @Test func `a corrected whole waits for its corrected parts, and is told with them when nothing is small`() {
        let first: [Int: Entry] = [0: .count(140), 1: .count(60), 2: .count(40), 3: .count(40)]
        #expect(hidden([first, [0: .count(103)]], parts: 3) == [0])
        #expect(hidden([first, [0: .count(130)], [3: .count(30)]], parts: 3) == [])
        // Told at once, the whole would have said that the third fell to three.
        #expect(hidden([first, [0: .count(103)], [3: .count(3)]], parts: 3) == [0, 3])
    }

    @Test func `a table of regions by parts is protected across both`() {
        // Whole and two parts, each for the country and three regions: cells figure × 4 + place.
        let counts = [[120, 50, 40, 30], [70, 30, 37, 3], [50, 20, 3, 27]]
        var sums: [Sum] = []
        for figure in 0..<3 { sums.append(Sum(total: figure * 4, parts: [1, 2, 3].map { figure * 4 + $0 })) }
        for place in 0..<4 { sums.append(Sum(total: place, parts: [4 + place, 8 + place], fit: .within)) }
        var release = VersionedRelease(cells: 12, sums: sums, threshold: 5)
        let outcome = release.publish(
            counts.enumerated().flatMap { figure, row in
                row.enumerated().map { (figure * 4 + $0, Entry.count($1)) }
            })
        #expect(outcome == .proved)
        #expect(release.isHidden(7) && release.isHidden(10))
        #expect(release.proof.hidden.count < 12)
        #expect(!release.isHidden(0))
    }

    @Test func `a small total of small parts, and a part of nobody, do not close the whole table`() {
        // Whole and two parts for three regions: in the first two each has a few, in the second the first part has nobody.
        let counts = [[160, 3, 4, 153], [70, 2, 0, 68], [50, 1, 3, 46]]
        var sums: [Sum] = (0..<3).map { figure in Sum(total: figure * 4, parts: [1, 2, 3].map { figure * 4 + $0 }) }
        for place in 0..<4 {
            sums.append(Sum(total: place, parts: [4 + place, 8 + place], fit: .within))
            for figure in 1...2 { sums.append(Sum(total: place, parts: [figure * 4 + place], fit: .within)) }
        }
        var release = VersionedRelease(cells: 12, sums: sums, threshold: 5)
        let outcome = release.publish(
            counts.enumerated().flatMap { figure, row in
                row.enumerated().map { (figure * 4 + $0, Entry.count($1)) }
            })
        #expect(outcome == .proved)
        #expect(!release.isHidden(6) && !release.isHidden(0))
    }

    @Test func `periods that do not fit hide the longer one, or all of the shorter ones when that was told`() {
        let sum = [Sum(total: 0, parts: [1, 2, 3], fit: .loose)]
        var together = VersionedRelease(cells: 4, sums: sum, threshold: 5)
        together.publish([(0, .count(90)), (1, .count(30)), (2, .count(20)), (3, .count(3))])
        #expect(together.proof.hidden == [0, 3])
        var later = VersionedRelease(cells: 4, sums: sum, threshold: 5)
        later.publish([(0, .count(90))])
        later.publish([(1, .count(30)), (2, .count(20)), (3, .count(3))])
        #expect(later.proof.hidden == [1, 2, 3])
    }

    // MARK: attacks

    /// Everything an attacker has of a whole and its parts: what each version told.
    private struct Told {
        /// By version and cell the number of the unknown.
        var unknowns: [[Int: Int]] = []
        var values: [Int] = []
        /// Unknowns that some version told.
        var known: Set<Int> = []
        /// The least that a hidden one can be.
        var least: [Int: Int] = [:]

        /// The least and the greatest count that an unknown part could have, trying all up to a limit. A whole is the sum of its parts, so
        /// only the parts are tried. Nil when that is too many.
        func possible(_ target: Int, parts: Int, largest: Int) -> (least: Int, most: Int)? {
            let open = Set(unknowns.flatMap { version in (1...parts).compactMap { version[$0] } })
                .subtracting(known).sorted()
            guard open.count <= 4 else { return nil }
            let sums = unknowns.map { version in (version[0] ?? 0, (1...parts).map { version[$0] ?? 0 }) }
            var counts = values
            var found = (least: Int.max, most: Int.min)
            func place(_ index: Int) {
                guard index < open.count else {
                    for (total, parts) in sums where known.contains(total) {
                        guard parts.reduce(0, { $0 + counts[$1] }) == values[total] else { return }
                    }
                    let count = counts[target]
                    found = (min(found.least, count), max(found.most, count))
                    return
                }
                for count in (least[open[index]] ?? 0)...largest {
                    counts[open[index]] = count
                    place(index + 1)
                }
            }
            place(0)
            return found
        }
    }

    /// - Returns: how many small counts were attacked, and how many of them could be narrowed down.
    private func attack(_ seed: UInt64, hidesBeside: Bool) -> (attacked: Int, leaks: Int, open: Int) {
        var random = Repeatable(seed)
        let (parts, threshold) = (3, 4)
        var release = release(parts, threshold, hidesBeside: hidesBeside)
        var told = Told()
        var numbers: [[Int]: Int] = [:]
        var counts = (1...parts).map { _ in Int.random(in: 0...9, using: &random) }
        for version in 0..<Int.random(in: 1...3, using: &random) {
            if version > 0 {
                for part in 0..<parts where Int.random(in: 0..<3, using: &random) == 0 {
                    counts[part] = Int.random(in: 0...9, using: &random)
                }
            }
            let all = [counts.reduce(0, +)] + counts
            let before = (0...parts).map { release.isHidden($0) }
            let outcome = release.publish(all.enumerated().map { ($0, .count($1)) })
            var unknowns: [Int: Int] = [:]
            for (cell, count) in all.enumerated() {
                let number = numbers[[cell, count]] ?? told.values.count
                if numbers[[cell, count]] == nil {
                    numbers[[cell, count]] = number
                    told.values.append(count)
                    told.least[number] = before[cell] || outcome >= .allHidden || count == 0 ? 0 : 1
                }
                if !release.isHidden(cell) { told.known.insert(number) }
                unknowns[cell] = number
            }
            told.unknowns.append(unknowns)
        }
        var (attacked, leaks) = (0, 0)
        for (key, number) in numbers where (1..<threshold).contains(told.values[number]) && key[0] > 0 {
            guard !told.known.contains(number) else {
                leaks += 1
                continue
            }
            guard let found = told.possible(number, parts: parts, largest: 14) else { continue }
            attacked += 1
            if found.most - found.least < threshold { leaks += 1 }
        }
        return (attacked, leaks, release.proof.outcome == .open ? 1 : 0)
    }

    @Test func `who tries every count cannot narrow a small one down to less than the threshold`() {
        var (attacked, leaks, open) = (0, 0, 0)
        for seed in 1...200 as ClosedRange<UInt64> {
            let result = attack(seed, hidesBeside: true)
            attacked += result.attacked
            leaks += result.leaks
            open += result.open
        }
        let found = "\(attacked) attacked, \(leaks) leaks, \(open) open"
        #expect(attacked > 120 && leaks == 0 && open == 0, "\(found)")
    }

    @Test func `the same attack finds small counts when nothing is hidden beside them`() {
        let leaks = (1...40 as ClosedRange<UInt64>).reduce(0) { $0 + attack($1, hidesBeside: false).leaks }
        #expect(leaks > 20)
    }
}
