import Core
import Foundation
import HTTPTypes
import Pack
import Site
import Staffing

/// `/desk/staffing`: for who makes the shifts.
struct StaffingRoutes: Sendable {
    let actions: StaffingActions
    let staff: StaffActions
    let site: Website

    /// Who makes the shifts.
    static let planners: Set<Role> = [.supervisor, .coordinator]

    func hang(_ routes: RouteTable) {
        routes.get(
            "/desk/staffing", staff.access("supervisor or coordinator", Self.planners), page)
    }

    private static let fields = ["wait", "share", "week", "talk", "spread", "patience", "points", "slow", "shifts"]

    private func page(_ exchange: Exchange, _ person: SignedIn) async throws -> Reply {
        let say = site.say(exchange.language)
        let lines = actions.pack.lines.filter { $0.organisation == person.member.organisation }
        let typed = Dictionary(
            uniqueKeysWithValues: Self.fields.compactMap { name in
                // A form that is sent by GET writes a blank as a plus.
                exchange.query(name).flatMap {
                    $0.isEmpty ? nil : (name, String($0.prefix(4_000)).replacing("+", with: " "))
                }
            })
        var line: Line?
        if let asked = exchange.query("line"), !asked.isEmpty {
            // A line of another organisation is not there.
            guard let found = lines.first(where: { $0.id.text == asked }) else { throw Refusal.notFound }
            line = found
        }
        var view = View()
        var status = HTTPStatus.ok
        if let line {
            let history = try await actions.history(of: line.id)
            view.left = LeftBehind(history, actions.pack, exchange.language)
            do {
                let (question, missing) = try ask(typed, history, line, exchange.clock.now())
                view.missing = missing
                if let question {
                    let asked = Asked(scenario: question.scenario, target: question.target, shifts: question.shifts)
                    view.answer = StaffingPages.Answer(
                        lineName: line.name[exchange.language], question: question,
                        planned: try await actions.plan(asked))
                }
            } catch let refusal as Refusal {
                (view.trouble, status) = site.trouble(refusal, say, labels: labels(say))
            }
        }
        let body = StaffingPages.page(
            StaffingPages.View(
                lines: lines.map { ($0.id, $0.name[exchange.language]) }, line: line?.id, typed: typed,
                trouble: view.trouble, missing: view.missing, answer: view.answer, left: view.left), say)
        return .page(
            site.frame.page(
                exchange.language, title: say(StaffingPhrase.title), zone: .desk, wide: true, body: body),
            status: status)
    }

    private struct View {
        var trouble: String?
        var missing: [StaffingQuestion.Missing] = []
        var answer: StaffingPages.Answer?
        var left: LeftBehind?
    }

    private func labels(_ say: Speech) -> [String: String] {
        [
            "wait": say(StaffingPhrase.wait), "share": say(StaffingPhrase.share), "week": say(StaffingPhrase.perWeek),
            "talk": say(StaffingPhrase.talk), "spread": say(StaffingPhrase.spread),
            "patience": say(StaffingPhrase.patience), "points": say(StaffingPhrase.points),
            "slow": say(StaffingPhrase.slowdown), "shifts": say(StaffingPhrase.shifts),
            "plan": say(StaffingPhrase.plan),
        ]
    }

    /// Throws `malformed` with the name of the field.
    private func ask(
        _ typed: [String: String], _ history: LineHistory, _ line: Line, _ now: Instant
    ) throws -> (StaffingQuestion?, [StaffingQuestion.Missing]) {
        func number(_ name: String, _ range: ClosedRange<Double>) throws -> Double? {
            guard let text = typed[name]?.trimmingCharacters(in: .whitespaces), !text.isEmpty else { return nil }
            guard let number = Double(text.replacing(",", with: ".")), range.contains(number) else {
                throw Refusal.malformed(field: name)
            }
            return number
        }
        var given = StaffingQuestion.Given()
        given.waitSeconds = try number("wait", 0...86_400) ?? given.waitSeconds
        given.share = try number("share", 1...99).map { $0 / 100 } ?? given.share
        given.perWeek = try number("week", 0.1...Scenario.mostArrivals)
        given.talkMinutes = try number("talk", 1...1_440)
        given.spreadMinutes = try number("spread", 0...1_440)
        given.patienceMinutes = try number("patience", 0.1...43_200)
        given.points = Int(try number("points", 1...Double(Scenario.mostPoints)) ?? Double(given.points))
        given.slowdown = try number("slow", 1...10) ?? given.slowdown
        given.shifts = typed["shifts"] ?? ""
        if !given.shifts.isEmpty, (try? Shifts.staff(given.shifts)) == nil { throw Refusal.malformed(field: "shifts") }
        do {
            let made = try StaffingQuestion.make(
                given, history: history, line: line, open: StaffingQuestion.open(line, at: now, actions.pack.timeZone))
            return (made.question, made.missing)
        } catch {
            // Each number is good by itself; together they are not: a spread far beyond the mean.
            throw Refusal.malformed(field: "spread")
        }
    }
}
