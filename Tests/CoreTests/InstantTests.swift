import Core
import Foundation
import Testing

@Suite struct `A moment` {
    /// 1900 to 2300.
    static let range: ClosedRange<Int64> = -2_208_988_800_000...10_413_792_000_000

    @Test func `is written as Foundation writes it`() {
        var chance = Chance(seed: 2)
        let style = Date.ISO8601FormatStyle()
        for _ in 0..<5_000 {
            let seconds = Int64.random(in: Self.range, using: &chance) / 1000
            let date = Date(timeIntervalSince1970: Double(seconds))
            #expect(Instant(milliseconds: seconds * 1000).rfc3339 == date.formatted(style))
        }
    }

    @Test(
        "is written in UTC with whole seconds, never later than it is",
        arguments: [
            (0, "1970-01-01T00:00:00Z"), (999, "1970-01-01T00:00:00Z"), (1000, "1970-01-01T00:00:01Z"),
            (951_782_400_000, "2000-02-29T00:00:00Z"), (4_107_542_399_999, "2100-02-28T23:59:59Z"),
            (-1000, "1969-12-31T23:59:59Z"), (-1, "1969-12-31T23:59:59Z"), (-86_400_001, "1969-12-30T23:59:59Z"),
        ] as [(Int64, String)])
    func writes(milliseconds: Int64, text: String) {
        #expect(Instant(milliseconds: milliseconds).rfc3339 == text)
    }

    @Test func `made of a date and back is the same moment`() {
        var chance = Chance(seed: 3)
        for _ in 0..<10_000 {
            let instant = Instant(milliseconds: .random(in: Self.range, using: &chance))
            #expect(Instant(instant.date) == instant)
        }
    }

    @Test func `moves by a duration, and the way back is the same length`() {
        let start = Instant(milliseconds: 1_700_000_000_123)
        for step in [Duration.milliseconds(1), .seconds(59), .minutes(30), .hours(72), .days(30), .zero, .seconds(-90)]
        {
            #expect((start + step) - step == start)
            #expect((start + step).since(start) == step)
            #expect(start.since(start + step) == .zero - step)
        }
        #expect(start < start + .milliseconds(1))
        #expect(!(start < start))
    }

    @Test func `a minute, an hour and a day are as long as they are`() {
        #expect(Duration.minutes(1) == .seconds(60))
        #expect(Duration.hours(1) == .minutes(60))
        #expect(Duration.days(1) == .hours(24))
    }

    @Test(
        "parts of a second are rounded down, before zero too",
        arguments: [
            (Duration.microseconds(1_999), 1, 0), (.milliseconds(1_999), 1_999, 1), (.zero, 0, 0),
            (.milliseconds(-1), -1, -1), (.microseconds(-1), -1, -1), (.milliseconds(-1_500), -1_500, -2),
            (.seconds(-2), -2_000, -2),
        ] as [(Duration, Int64, Int64)])
    func roundsDown(duration: Duration, milliseconds: Int64, seconds: Int64) {
        #expect(duration.wholeMilliseconds == milliseconds)
        #expect(duration.wholeSeconds == seconds)
    }
}

@Suite struct `A clock` {
    @Test func `of the system tells the time that Foundation tells`() {
        let before = Date().timeIntervalSince1970 * 1000
        let now = Double(Clock.system.now().milliseconds)
        let after = Date().timeIntervalSince1970 * 1000
        // The system clock is read in whole milliseconds.
        #expect(now > before - 2 && now < after + 2)
    }

    @Test func `of a test stands still until it is moved`() {
        let clock = Clock { Instant(milliseconds: 42) }
        #expect(clock.now() == clock.now())
        #expect(clock.now() == Instant(milliseconds: 42))
    }
}
