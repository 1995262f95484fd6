import Site

/// The audit, with made-up people.
enum AuditExamples {
    static let all = PageExample.states(
        of: "audit", title: { $0(AuditPhrase.title) }, zone: .desk, wide: true,
        [
            "empty": { AuditPages.audit(.init(rows: [], earlier: nil), $0) },
            "usual": { say in AuditPages.audit(.init(rows: AuditAct.allCases.map { row($0, say) }, earlier: nil), say)
            },
            "more": { say in
                AuditPages.audit(.init(rows: [row(.took, say), row(nil, say)], earlier: "1-example"), say)
            },
            "long words": { say in
                let long = "\(PageExample.longWord) \(PageExample.signs)"
                return AuditPages.audit(
                    .init(
                        rows: [.init(when: "2026-11-23 12:04", who: long, what: long, line: long, talk: "AbCdEf")],
                        earlier: nil), say)
            },
        ])

    private static func row(_ act: AuditAct?, _ say: Speech) -> AuditPages.Row {
        .init(
            when: "2026-11-23 12:04", who: act == nil ? say(AuditPhrase.gone) : "Medewerker \(PageExample.signs)",
            what: say(AuditPhrase(act)), line: act == .capacity ? "" : "Lijn aan de Haven",
            talk: act == .switched ? "" : "AbCdEf")
    }
}
