import Testing

@testable import Staffing

@Suite struct `Shifts of counsellors` {
    @Test func `are read in Dutch and in English, over midnight and over Sunday`() throws {
        let staff = try Shifts.staff("ma-vr 9-17 3\nsat,sun 10:00-16:00 2\n\n ma-zo 22-6 1")
        #expect(staff.count == 168)
        #expect(staff[9] == 3 && staff[16] == 3 && staff[17] == 0 && staff[8] == 0)
        #expect(staff[5 * 24 + 10] == 2 && staff[6 * 24 + 15] == 2 && staff[5 * 24 + 16] == 0)
        // Sunday's night ends on Monday morning.
        #expect(staff[22] == 1 && staff[24 + 5] == 1 && staff[0] == 1 && staff[6] == 0)
        let weekend = try Shifts.staff("vr-ma 0-24 1")
        #expect(weekend[0] == 1 && weekend[24] == 0 && weekend[4 * 24] == 1 && weekend[167] == 1)
        #expect(try Shifts.staff("ma 9-10 1\nma 9-10 2")[9] == 3)
        #expect(try Shifts.staff("").allSatisfy { $0 == 0 })
    }

    @Test(arguments: [
        "altijd", "ma 9-17", "ma 9-17 veel", "xx 9-17 1", "ma 9.5-17 1", "ma 24-25 1", "ma 9-17 -1", "ma 9-17 501",
        "ma- 9-17 1", "ma-di-wo 9-17 1", "ma 9-17 1 2",
    ])
    func `that cannot be read are named`(line: String) {
        do {
            _ = try Shifts.staff(line)
            Issue.record("read: \(line)")
        } catch {
            #expect("\(error)".contains(line.prefix(8)))
        }
    }

    @Test func `have a limit on their number and on the people in an hour`() {
        #expect(throws: Scenario.Mistake.self) {
            try Shifts.staff(String(repeating: "ma 9-17 1\n", count: Shifts.mostLines + 1))
        }
        #expect(throws: Scenario.Mistake.self) { try Shifts.staff("ma 9-17 300\nma 9-17 300") }
        #expect(throws: Never.self) { try Shifts.staff(String(repeating: "ma 9-17 1\n", count: Shifts.mostLines)) }
    }
}
