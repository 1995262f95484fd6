import Core

/// Which figures are not told, of a total and the parts that add up to it, over everything that was ever known of them.
///
/// Small ones are hidden for their own sake. One that is hidden alone could be taken from the total, so others are hidden
/// beside it, the smallest first, until what is hidden could be anything in a range at least as wide as the threshold.
///
/// Every earlier version stays readable, so what was told then is known for good: a figure that was told with the same
/// value hides nothing any more, and what is hidden beside others stays hidden in later versions. What is newly hidden must be
/// protected by itself, because the rest is known from the version before. Where no part can do that, the total is hidden
/// too. The rule in formulas: `docs/methods/small-numbers.md`.
struct SuppressedTogether: Sendable {
    /// A value of one part as it became known.
    struct Revision: Sendable {
        /// Empty for the total.
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

    static let total = ""

    /// Values from 1 to one below this are hidden for their own sake.
    let limit: Int
    /// Parts may leave a rest that nobody publishes, as themes of talks do. Whoever has all others has it.
    let hasRest: Bool
    private(set) var hidden: [Period: Set<String>] = [:]
    private(set) var corrections: [Correction] = []

    /// - Parameters:
    ///   - revisions: oldest first.
    ///   - alsoHidden: hidden for another reason, from the beginning.
    init(_ revisions: [Revision], limit: Int, hasRest: Bool = false, alsoHidden: [Period: Set<String>] = [:]) {
        (self.limit, self.hasRest) = (limit, hasRest)
        for (period, revisions) in Dictionary(grouping: revisions, by: \.value.period) {
            // Of most periods everything is known once and nothing is small.
            if !hasRest, alsoHidden[period] == nil, !revisions.contains(where: { isSmall($0.value) }),
                Set(revisions.map(\.part)).count == revisions.count
            {
                continue
            }
            judge(period, revisions, alsoHidden[period] ?? [])
        }
        corrections.sort { ($0.at, $0.period.firstDay, $0.part) < ($1.at, $1.period.firstDay, $1.part) }
    }

    private func isSmall(_ value: KnownValue) -> Bool {
        value.status == .suppressed || value.value.map { (1..<limit).contains($0) } ?? false
    }

    private mutating func judge(_ period: Period, _ revisions: [Revision], _ alsoHidden: Set<String>) {
        var state = State(hidden: alsoHidden)
        var start = 0
        while start < revisions.count {
            let moment = revisions[start].value.knownSince
            var end = start
            var replaced: [(part: String, before: KnownValue, wasHidden: Bool)] = []
            while end < revisions.count, revisions[end].value.knownSince == moment {
                let revision = revisions[end]
                if let before = state.current[revision.part], before.status == .final,
                    before.value != revision.value.value || before.status != revision.value.status
                {
                    replaced.append((revision.part, before, state.hidden.contains(revision.part)))
                }
                state.current[revision.part] = revision.value
                end += 1
            }
            hide(&state)
            for (part, before, wasHidden) in replaced {
                let isTold = !wasHidden && !state.hidden.contains(part)
                corrections.append(
                    Correction(
                        part: part, period: period, at: moment, before: isTold ? before.value : nil,
                        after: isTold ? state.current[part]?.value : nil))
            }
            for (part, value) in state.current where !state.hidden.contains(part) {
                if let number = value.value { state.told[part, default: []].insert(number) }
            }
            start = end
        }
        if !state.hidden.isEmpty { hidden[period] = state.hidden }
    }

    /// One period on its way through the versions.
    private struct State {
        var current: [String: KnownValue] = [:]
        /// Values that some version told.
        var told: [String: Set<Int>] = [:]
        var hidden: Set<String>

        /// A positive number whose hiding would hide something.
        func canHide(_ part: String) -> Bool {
            guard !hidden.contains(part), let number = current[part]?.value, number > 0 else { return false }
            return told[part]?.contains(number) != true
        }
    }

    private func hide(_ state: inout State) {
        let small = state.current.filter { isSmall($0.value) }.map(\.key)
        let rest = rest(state)
        if small.isEmpty, state.hidden.isEmpty, rest.map({ !(1..<limit).contains($0) }) ?? true { return }
        var news = Set(small).subtracting(state.hidden)
        state.hidden.formUnion(small)
        let parts = Set(state.current.keys).subtracting([Self.total])
        guard !parts.isEmpty, let total = state.current[Self.total] else { return }
        if state.hidden.contains(Self.total) {
            // All parts together would be the total.
            if total.status != .missing, state.hidden.isDisjoint(with: parts), rest ?? 0 == 0,
                let least = smallest(parts, state)
            {
                state.hidden.insert(least)
            }
            return
        }
        guard total.value != nil else { return }
        let isFirst = state.told.isEmpty
        while true {
            let hiddenParts = state.hidden.intersection(parts)
            let newParts = news.intersection(parts)
            if isProtected(hiddenParts, state, rest: rest),
                isFirst || newParts.isEmpty || isProtected(newParts, state, rest: nil)
            {
                return
            }
            guard let least = smallest(parts, state) else { break }
            state.hidden.insert(least)
            news.insert(least)
        }
        if state.canHide(Self.total) { state.hidden.insert(Self.total) }
    }

    private func smallest(_ parts: Set<String>, _ state: State) -> String? {
        parts.filter { state.canHide($0) }
            .min { (state.current[$0]?.value ?? 0, $0) < (state.current[$1]?.value ?? 0, $1) }
    }

    /// What the parts leave of the total; nil where that says nothing.
    private func rest(_ state: State) -> Int? {
        guard hasRest, let total = state.current[Self.total]?.value else { return nil }
        var sum = 0
        for (part, value) in state.current where part != Self.total {
            guard let number = value.value else { return nil }
            sum += number
        }
        return sum <= total ? total - sum : nil
    }

    /// Whether parts of which only the sum is known could each be anything in a wide enough range. Who attacks knows that none of
    /// them is zero, because a zero is told.
    private func isProtected(_ parts: Set<String>, _ state: State, rest: Int?) -> Bool {
        // What a source does not tell may be as little as one.
        var values = parts.compactMap { state.current[$0] }.filter { $0.status != .missing }
            .map { ($0.value ?? 1, isSmall($0)) }.filter { $0.0 > 0 }
        if let rest, rest > 0 { values.append((rest, (1..<limit).contains(rest))) }
        guard !parts.isEmpty || values.contains(where: { $0.1 }), !values.isEmpty else { return true }
        let sum = values.reduce(0) { $0 + $1.0 }
        return sum - values.count >= limit && values.allSatisfy { !$0.1 || sum - $0.0 >= limit }
    }
}
