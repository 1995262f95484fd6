import Core
import Pack
import Site

extension DetectionActions {
    /// What stands beside a figure: what was expected of each week, and the sentences about the last one on the page, in every
    /// language. Of a page of an earlier moment: as it was judged then.
    ///
    /// - Parameter speech: the words of each language.
    public func extras(of question: CardQuestion, pack: Pack, speech: (Language) -> Speech) async throws -> CardExtras {
        let indicator = question.indicator
        let events = try await calendar(question.known)
        let known = Set(pack.events.map(\.id))
        var extras = CardExtras(events: events.filter { !known.contains($0.id) && !$0.cuts(indicator.id) })
        extras.breaks = events.filter { event in
            event.cuts(indicator.id)
                && (event.regions.isEmpty || question.region.map { event.regions.contains($0) } ?? true)
        }.map { event in
            // It stands at the end of a sentence, and analysts write it without a full stop.
            let texts = pack.languages.map { ($0, event.text[$0]) }.map { ($0, $1.hasSuffix(".") ? $1 : $1 + ".") }
            return Indicator.Break(from: event.from, text: Localized(Dictionary(texts) { first, _ in first }))
        }
        guard indicator.period == .week else { return extras }
        let words = pack.languages.map { ($0, FindingSentence(Wording(say: speech($0)), pack)) }
        func localized(_ text: (FindingSentence) -> String) -> Localized {
            Localized(Dictionary(words.map { ($0.0, text($0.1)) }) { first, _ in first })
        }
        let picture = try await shelf.picture(of: indicator, at: clock.now(), known: question.known)
        guard let series = question.region.map({ picture.region($0) }) ?? picture.whole,
            let newest = try await judged(indicator, region: question.region, known: question.known)
        else { return extras }
        try await mark(&extras, newest, picture, question, words)
        (extras.bands, extras.estimates) = try await bands(question, series)
        let judged =
            if let asked = question.until, asked < newest.week {
                try await self.judged(indicator, region: question.region, until: asked, known: question.known)
            } else { newest }
        let latest = series.latest.flatMap { point -> Week? in
            if case .week(let week) = point.period { week } else { nil }
        }
        let last = question.until ?? latest ?? newest.week
        guard let judged, judged.week == last || judged.week == newest.week else {
            extras.sentences = [localized { $0.notJudged(last) }]
            return extras
        }
        let card = JudgedCard(
            judged: judged, picture: picture, catalogue: catalogue,
            parts: question.region == nil && question.until == nil ? try await judgedParts(of: question) : [],
            isNow: judged.week == lastWeek && question.until == nil)
        let lines = words.map {
            card.lines(question.region, $0.1) + (judged.week == last && card.isNow ? [] : [$0.1.aboutWeek(judged.week)])
        }
        extras.isWithheld = card.isWithheld(question.region)
        extras.sentences = (0..<(lines.map(\.count).min() ?? 0)).map { index in
            Localized(Dictionary(zip(words.map(\.0), lines.map { $0[index] })) { first, _ in first })
        }
        extras.notes = card.findings(question.region).map { seen in
            CardNote(
                path: "/signals/findings/\(seen.finding.id)",
                link: localized { FindingView($0.wording, pack, catalogue, events).note(seen) },
                text: localized { FindingView($0.wording, pack, catalogue, events).looked(seen) })
        }
        return extras
    }

    /// What was expected of each week, and of the weeks of which reports are still coming in what they are estimated to become.
    private func bands(
        _ question: CardQuestion, _ series: PublishedSeries
    ) async throws -> ([Period: SignalsBand], [Period: SignalsEstimate]) {
        let until = question.until ?? lastWeek
        var bands: [Period: SignalsBand] = [:]
        let from = question.from ?? until - (Self.weeksBack - 1)
        guard from <= until else { return ([:], [:]) }
        let weeks = from...until
        var estimates: [Period: SignalsEstimate] = [:]
        for judgement in try await self.bands(question.indicator, question.region, weeks, known: question.known) {
            guard let expected = judgement.expected, let low = judgement.low, let high = judgement.high,
                let number = series.point(.week(judgement.week))?.number
            else { continue }
            bands[.week(judgement.week)] = SignalsBand(expected: expected, low: low, high: high)
            // Of another number than is told nothing is estimated in public.
            guard let early = judgement.early, judgement.observed == number else { continue }
            estimates[.week(judgement.week)] = SignalsEstimate(
                estimate: early.estimate, low: early.low, high: early.high)
        }
        return (bands, estimates)
    }

    /// What stands on the map: places of which something is said in public about the week of the map.
    private func mark(
        _ extras: inout CardExtras, _ newest: JudgedFigure, _ picture: PublishedPicture, _ question: CardQuestion,
        _ words: [(Language, FindingSentence)]
    ) async throws {
        func mark(_ seen: SeenFinding) -> CardMark {
            CardMark(
                path: "/signals/findings/\(seen.finding.id)",
                text: Localized(Dictionary(words.map { ($0.0, $0.1.mark(seen)) }) { first, _ in first }))
        }
        guard picture.latest == .week(newest.week) else { return }
        // A region may have come in later than the whole, so the findings are those of the week and not of the place.
        for seen in newest.findings where seen.isSaid {
            guard let region = seen.finding.region, extras.marks[region] == nil else { continue }
            extras.marks[region] = mark(seen)
        }
        for seen in newest.findings where seen.isSaid {
            for place in seen.finding.places where extras.marks[place.region] == nil {
                extras.marks[place.region] = mark(seen)
            }
        }
    }

    /// The parts of a figure as they were judged last, with their numbers as published.
    private func judgedParts(of question: CardQuestion) async throws -> [JudgedCard.Part] {
        var parts: [JudgedCard.Part] = []
        for part in catalogue.indicators
        where part.partOf == question.indicator.id && part.isPublic && part.period == .week {
            guard let judged = try await judged(part, known: question.known), let whole = judged.whole else { continue }
            let picture = try await shelf.picture(of: part, at: clock.now(), known: question.known)
            parts.append(
                JudgedCard.Part(
                    indicator: part, judgement: whole, point: picture.whole.point(.week(judged.week))))
        }
        return parts
    }
}

/// One figure in one week as it was judged, beside what is published of it: what the card may say.
struct JudgedCard {
    struct Part {
        let indicator: Indicator
        let judgement: Judgement
        let point: PublishedPoint?
    }

    let judged: JudgedFigure
    let picture: PublishedPicture
    let catalogue: Catalogue
    let parts: [Part]
    /// Whether it is the week that everybody thinks of.
    let isNow: Bool

    private var indicator: Indicator { picture.indicator }

    private func point(_ region: RegionID?) -> PublishedPoint? {
        (region.map { picture.region($0) } ?? picture.whole)?.point(.week(judged.week))
    }

    private func judgement(_ region: RegionID?) -> Judgement? {
        region == nil ? judged.whole : judged.places.first { $0.region == region }
    }

    /// The sentences of a place; nil is the whole.
    func lines(_ region: RegionID?, _ words: FindingSentence) -> [String] {
        guard let judgement = judgement(region) else { return [] }
        let point = point(region)
        guard DetectionActions.isCurrent(judgement, point, indicator) else {
            return [hasGrown(judgement, point) ? words.incomplete([region]) : words.awaitsJudging(words.place(region))]
        }
        guard region == nil else {
            return words.sentence(judgement, indicator, shown: point?.number, isNow: isNow)
        }
        if judgement.state == .incomplete { return [words.incomplete(missing)] }
        let own = words.sentence(judgement, indicator, shown: point?.number, isNow: isNow)
        guard judgement.state == .quiet else { return own + partLines(words) }
        let exceptions = [true, false].compactMap { words.except(places($0), isRise: $0) }
        let waiting = Set(placesFound.filter { $0.standing == .corrected }.map { words.place($0.finding) }).sorted()
            .map(words.awaitsJudging)
        return (exceptions.isEmpty ? own : exceptions + own.dropFirst()) + waiting + partLines(words)
    }

    /// A whole that rises beside a part that does not is another thing than both.
    private func partLines(_ words: FindingSentence) -> [String] {
        guard judged.whole?.state != .quiet else { return [] }
        return parts.flatMap { part in
            DetectionActions.isCurrent(part.judgement, part.point, part.indicator)
                ? words.sentence(part.judgement, part.indicator, shown: part.point?.number, isNow: isNow).prefix(1) : []
        }
    }

    private var placesFound: [SeenFinding] {
        judged.findings.filter { seen in
            let isOfPlaces = seen.finding.region != nil && !seen.finding.isOfWeeks
            return (isOfPlaces || seen.finding.kind == .cluster) && seen.finding.mostCertain >= .shown
        }
    }

    /// Whether more came in since a week was judged early: that is no correction, and it is judged again.
    private func hasGrown(_ judgement: Judgement, _ point: PublishedPoint?) -> Bool {
        guard judgement.early != nil, let observed = judgement.observed, let number = point?.number else {
            return false
        }
        return number > observed
    }

    private func places(_ isRise: Bool) -> [FindingSentence.Exception] {
        placesFound.compactMap { seen in
            let kinds: [Finding.Kind] = isRise ? [.rise, .earlyRise, .cluster] : [.fall, .earlyFall]
            guard seen.isSaid, let shown = seen.shown, kinds.contains(seen.finding.kind) else { return nil }
            return FindingSentence.Exception(finding: seen.finding, shown: shown)
        }
    }

    /// Whether nothing more may be said of the number than that it is not complete.
    func isWithheld(_ region: RegionID?) -> Bool {
        judgement(region).map { $0.state == .incomplete || hasGrown($0, point(region)) } ?? false
    }

    /// Places that delivered in the weeks before and of which this week has not come in as a whole.
    private var missing: [RegionID] {
        judged.places.filter { $0.state == .incomplete }.compactMap(\.region).filter { region in
            guard let series = picture.region(region) else { return false }
            let weeks = (1...8).map { Period.week(judged.week - $0) }
            return series.points.contains { weeks.contains($0.period) && $0.figure != .missing }
        }.sorted()
    }

    /// Findings of the sentences: of that place, and of the whole also those that it names.
    func findings(_ region: RegionID?) -> [SeenFinding] {
        judged.findings.filter { seen in
            guard seen.isSaid else { return false }
            // Of a whole that is not quiet itself the sentence names no places.
            return seen.finding.region == region
                || (region == nil && !seen.finding.isOfWeeks && judged.whole?.state == .quiet)
        }
    }
}
