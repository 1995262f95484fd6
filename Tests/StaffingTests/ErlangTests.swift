import Foundation
import Testing

@testable import Staffing

func isNear(_ left: Double, _ right: Double, _ tolerance: Double) -> Bool { abs(left - right) <= tolerance }

@Suite struct `The formulas of Erlang` {
    /// Loads that give a blocking of one in a hundred: the tables every exchange was built with (ITU-D, *Teletraffic
    /// Engineering Handbook*, table of Erlang B).
    @Test(arguments: [(1, 0.0101), (2, 0.153), (5, 1.36), (10, 4.46), (20, 12.0), (50, 37.9), (100, 84.1)])
    func `block as the tables say`(servers: Int, load: Double) {
        #expect(isNear(Erlang.blocked(servers: servers, load: load), 0.01, 0.0003))
    }

    /// 360 calls in half an hour of 4 minutes with 55 agents: I. Angus, "An introduction to Erlang B and Erlang C",
    /// Telemanagement 187 (2001) and the textbooks after it.
    @Test func `give the worked example of a call centre`() {
        #expect(isNear(Erlang.waits(servers: 55, load: 48), 0.239, 0.0005))
        #expect(isNear(Erlang.meanWait(servers: 55, load: 48, talkSeconds: 240), 8.2, 0.05))
        #expect(isNear(Erlang.answered(within: 15, servers: 55, load: 48, talkSeconds: 240), 0.846, 0.001))
    }

    /// O. Garnett, A. Mandelbaum and M. Reiman, "Designing a call center with impatient customers", MSOM 4 (2002): 48 calls
    /// a minute of one minute, 50 agents, patience of two minutes, with and without leaving.
    @Test func `give what patience changes, as published`() {
        let erlang = ErlangA(arrivals: 48 / 60, servers: 50, talkSeconds: 60, patienceSeconds: 120)
        #expect(isNear(erlang.abandons, 0.031, 0.0005))
        #expect(isNear(erlang.meanWait, 3.7, 0.1))
        #expect(isNear(erlang.meanQueue, 3, 0.1))
        #expect(isNear(erlang.occupancy, 0.93, 0.005))
        #expect(isNear(Erlang.meanWait(servers: 50, load: 48, talkSeconds: 60), 20.8, 0.1))
    }

    @Test func `agree with the sums they stand for, for small numbers`() {
        for servers in 1...12 {
            for load in [0.1, 0.9, 2.5, 7.7, 11.5] {
                var (term, sum) = (1.0, 1.0)
                for k in 1...servers {
                    term *= load / Double(k)
                    sum += term
                }
                #expect(isNear(Erlang.blocked(servers: servers, load: load), term / sum, 1e-14))
                guard load < Double(servers) else { continue }
                let queue = term * Double(servers) / (Double(servers) - load)
                #expect(isNear(Erlang.waits(servers: servers, load: load), queue / (sum - term + queue), 1e-13))
            }
        }
    }

    @Test func `give M/M/1 for one server`() {
        #expect(isNear(Erlang.waits(servers: 1, load: 0.7), 0.7, 1e-15))
        #expect(isNear(Erlang.meanWait(servers: 1, load: 0.7, talkSeconds: 60), 0.7 / 0.3 * 60, 1e-10))
    }

    @Test func `stay numbers for thousands of servers and for loads of any size`() {
        for servers in [0, 1, 1_000, 20_000] {
            for load in [0, 1e-9, 1, 999, 19_900, 1e5] {
                let blocked = Erlang.blocked(servers: servers, load: load)
                let waits = Erlang.waits(servers: servers, load: load)
                #expect(blocked >= 0 && blocked <= waits && waits <= 1, "\(servers) \(load)")
                guard load > 0 else { continue }
                let a = ErlangA(arrivals: load / 60, servers: servers, talkSeconds: 60, patienceSeconds: 600)
                #expect(a.waits >= 0 && a.waits <= 1 && a.abandons >= 0 && a.abandons <= 1, "\(servers) \(load)")
                #expect((0...1).contains(a.answered(within: 30) - 1e-9) || a.answered(within: 30) < 1e-9)
            }
        }
        // Square-root staffing: the limit of Halfin and Whitt (1981) for β = 1, α = 1/(1 + βΦ(β)/φ(β)) = 0.2234.
        #expect(isNear(Erlang.waits(servers: 10_100, load: 10_000), 0.2234, 0.002))
    }

    @Test func `with patience keep what must hold of them`() {
        for (arrivals, servers, patience) in [
            (0.5, 20, 60.0), (0.5, 40, 300), (2, 100, 30), (0.01, 1, 600), (5, 10, 45),
        ] {
            let a = ErlangA(arrivals: arrivals, servers: servers, talkSeconds: 60, patienceSeconds: patience)
            // What is answered is what the servers do: λ(1 − P(leave)) = nμ·occupancy.
            #expect(isNear(arrivals * (1 - a.abandons), Double(servers) / 60 * a.occupancy, 1e-12))
            #expect(a.occupancy <= 1)
            // Who has unlimited time to be answered is answered unless they leave.
            #expect(isNear(a.answered(within: 1e7), 1 - a.abandons, 2e-6), "\(a)")
            #expect(isNear(a.answered(within: 0), 1 - a.waits, 1e-9))
            // More counsellors, less leaving.
            let more = ErlangA(arrivals: arrivals, servers: servers + 1, talkSeconds: 60, patienceSeconds: patience)
            #expect(more.abandons < a.abandons && more.waits <= a.waits)
        }
    }

    @Test func `with endless patience become those without`() {
        let a = ErlangA(arrivals: 0.45, servers: 30, talkSeconds: 60, patienceSeconds: 1e9)
        #expect(isNear(a.waits, Erlang.waits(servers: 30, load: 27), 1e-6))
        #expect(isNear(a.meanWait, Erlang.meanWait(servers: 30, load: 27, talkSeconds: 60), 1e-4))
        #expect(
            isNear(a.answered(within: 20), Erlang.answered(within: 20, servers: 30, load: 27, talkSeconds: 60), 1e-6))
    }

    @Test func `with patience as long as talks are those of endless servers`() {
        // μ = θ: everybody is there for an exponential time, whether they talk or wait, so the number is Poisson.
        let a = ErlangA(arrivals: 0.5, servers: 25, talkSeconds: 60, patienceSeconds: 60)
        var (term, below) = (exp(-30.0), exp(-30.0))
        for k in 1..<25 {
            term *= 30 / Double(k)
            below += term
        }
        #expect(isNear(a.waits, 1 - below, 1e-12))
    }
}
