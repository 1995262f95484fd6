import Core
import Pack
import Site

extension DetectionActions {
    /// What stands beside a figure: what was expected of each week, and the sentences about the last one, in every language.
    ///
    /// - Parameter speech: the words of each language.
    public func extras(of indicator: Indicator, region: RegionID?, pack: Pack, speech: (Language) -> Speech)
        async throws -> CardExtras
    {
        let known = Set(pack.events.map(\.id))
        let added = try await calendar().filter { !known.contains($0.id) }
        guard indicator.period == .week, let judged = try await kept(indicator) else {
            return CardExtras(events: added)
        }
        let picture = try await shelf.picture(of: indicator, at: clock.now(), known: nil)
        let series = region.map { picture.region($0) } ?? picture.whole
        guard let series else { return CardExtras(events: added) }
        var bands: [Period: SignalsBand] = [:]
        for judgement in judged.bands[region] ?? [] {
            guard let expected = judgement.expected, let low = judgement.low, let high = judgement.high,
                series.point(.week(judgement.week))?.number != nil
            else { continue }
            bands[.week(judgement.week)] = SignalsBand(expected: expected, low: low, high: high)
        }
        let parts = region == nil ? try await judgedParts(of: indicator) : []
        let lines = pack.languages.map { language -> [String] in
            let sentences = FindingSentence(Wording(say: speech(language)), pack)
            let shown = series.point(.week(judged.week))?.number
            guard region == nil else {
                return judged.places.first { $0.region == region }.map {
                    sentences.sentence($0, indicator, shown: shown)
                } ?? []
            }
            // A whole that rises beside a part that does not is another thing than both.
            return whole(judged, indicator, picture, sentences)
                + parts.flatMap { part, judgement, shown in
                    judged.whole?.state == .quiet ? [] : sentences.sentence(judgement, part, shown: shown).prefix(1)
                }
        }
        let count = lines.map(\.count).min() ?? 0
        let texts = (0..<count).map { index in
            Localized(Dictionary(zip(pack.languages, lines.map { $0[index] })) { first, _ in first })
        }
        return CardExtras(bands: bands, sentences: texts, events: added)
    }

    private func whole(
        _ judged: JudgedFigure, _ indicator: Indicator, _ picture: PublishedPicture, _ sentences: FindingSentence
    ) -> [String] {
        guard let whole = judged.whole else { return [] }
        let own = sentences.sentence(whole, indicator, shown: picture.whole.point(.week(judged.week))?.number)
        guard whole.state == .quiet else { return own }
        func places(_ isRise: Bool) -> [FindingSentence.Exception] {
            judged.findings.compactMap { seen in
                guard seen.finding.region != nil, seen.finding.certainty >= .shown, let shown = seen.shown,
                    seen.finding.kind == (isRise ? .rise : .fall)
                else { return nil }
                return FindingSentence.Exception(finding: seen.finding, shown: shown)
            }
        }
        let exceptions = [sentences.except(places(true), isRise: true), sentences.except(places(false), isRise: false)]
            .compactMap(\.self)
        return exceptions.isEmpty ? own : exceptions + own.dropFirst()
    }

    /// The parts of a figure as they were judged last, with their numbers as published.
    private func judgedParts(of indicator: Indicator) async throws -> [(Indicator, Judgement, Int?)] {
        var parts: [(Indicator, Judgement, Int?)] = []
        for part in catalogue.indicators where part.partOf == indicator.id && part.isPublic && part.period == .week {
            guard let judged = try await kept(part), let whole = judged.whole else { continue }
            let picture = try await shelf.picture(of: part, at: clock.now(), known: nil)
            parts.append((part, whole, picture.whole.point(.week(judged.week))?.number))
        }
        return parts
    }
}
