import Core
import Pack
import Site

/// The guides' pages, with made-up guides.
enum GuidesExamples {
    static let all = index + guide

    /// 26 November 2026.
    private static let today = Day(daysSince1970: 20_783)

    private static let index = PageExample.states(
        of: "index", title: { $0(GuidesPhrase.title) }, zone: .findable,
        [
            "none": { GuidesPages.index([], $0) },
            "some": { GuidesPages.index([usual($0), unchecked($0), tips($0, by: nil)], $0) },
            "long words": { GuidesPages.index([long($0)], $0) },
        ])

    private static let guide = PageExample.states(
        of: "guide", title: { usual($0).title }, zone: .findable,
        [
            "usual": { GuidesPages.guide(usual($0), today: today, $0) },
            "not checked": { GuidesPages.guide(unchecked($0), today: today, $0) },
            "checked long ago": {
                GuidesPages.guide(
                    made($0.language, "Een oude uitleg", "Dit was zo.", checked: "2022"), today: today, $0)
            },
            "tips, reviewed": {
                GuidesPages.guide(tips($0, by: "Huis aan de Haven \(PageExample.signs)"), today: today, $0)
            },
            "tips, not reviewed": { GuidesPages.guide(tips($0, by: nil), today: today, $0) },
            "only in Dutch": {
                GuidesPages.guide(made(.dutch, "Alleen in het Nederlands", "Een verzonnen tekst."), today: today, $0)
            },
            "long words": { GuidesPages.guide(long($0), today: today, $0) },
        ])

    private static func made(_ language: Language, _ title: String, _ text: String, checked: String? = nil) -> Guide {
        Guide(
            id: GuideID(trusted: "example"), language: language, title: title,
            checkedOn: checked.flatMap { SourceDate($0) },
            owner: "Redactie \(PageExample.signs)", certainty: nil, markdown: text)
    }

    private static func usual(_ say: Speech) -> Guide {
        if say.language == .english {
            return made(
                .english, "A made-up guide",
                "The first paragraph is short.\n\n## A heading\n\n- one thing\n- another thing\n\nThe end.",
                checked: "2026-11")
        }
        return made(
            .dutch, "Een verzonnen uitleg",
            "De eerste alinea is kort.\n\n## Een kop\n\n- één ding\n- nog een ding\n\nHet einde.", checked: "2026-11")
    }

    private static func tips(_ say: Speech, by reviewer: String?) -> Guide {
        let usual = usual(say)
        return Guide(
            id: GuideID(trusted: "tips"), language: say.language, title: usual.title, checkedOn: nil,
            owner: usual.owner,
            certainty: nil, markdown: usual.markdown, tips: SituationID(trusted: "talk"), reviewedBy: reviewer)
    }

    private static func unchecked(_ say: Speech) -> Guide {
        made(say.language, "1 \(PageExample.signs) 2", "Tekst met \(PageExample.signs)\n\n- \(PageExample.signs)")
    }

    private static func long(_ say: Speech) -> Guide {
        made(
            say.language, PageExample.longWord,
            "## \(PageExample.longWord)\n\n\(PageExample.longText)\n\n- \(PageExample.longWord)", checked: "2026")
    }
}
