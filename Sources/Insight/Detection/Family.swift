import Core
import Pack
import Statistics

/// All places of one family of figures in one week, judged together: the more are tested, the stricter each is.
struct Family {
    let terms: DetectionTerms

    /// Fills in the corrected p-values of the places. The whole area is tested on its own and is not one of them.
    func corrected(_ judgements: [Judgement]) -> [Judgement] {
        var answers = judgements
        let places = judgements.indices.filter { judgements[$0].region != nil }
        let method = PValueAdjustment.benjaminiHochberg
        guard let rises = try? method.adjusted(places.map { judgements[$0].pRise }),
            let falls = try? method.adjusted(places.map { judgements[$0].pFall })
        else { return answers }
        for (number, index) in places.enumerated() {
            answers[index].qRise = rises[number]
            answers[index].qFall = falls[number]
        }
        return answers
    }

    /// What of this may be said, if anything.
    ///
    /// - Parameter before: the same place in the week before.
    func certainty(_ judgement: Judgement, isRise: Bool, before: Judgement?) -> Finding.Certainty? {
        guard let p = isRise ? judgement.pRise : judgement.pFall else { return nil }
        let q = isRise ? judgement.qRise : judgement.qFall
        if judgement.region == nil {
            guard p <= terms.nationalAlpha else { return nil }
            let earlier = isRise ? before?.pRise : before?.pFall
            return p <= terms.nationalAlpha * terms.clearRate || (earlier.map { $0 <= terms.nationalAlpha } ?? false)
                ? .clear : .shown
        }
        guard let q, q <= terms.listRate else { return nil }
        guard q <= terms.publicRate else { return .listed }
        let earlier = isRise ? before?.qRise : before?.qFall
        return q <= terms.clearRate || (earlier.map { $0 <= terms.publicRate } ?? false) ? .clear : .shown
    }
}
