import Foundation

/// Queues in steady state with closed formulas: one class of people, one rate of arrival, talks of exponential length.
///
/// A day of a helpline is not in steady state, and its talks are not exponential; the simulation is for that. These
/// formulas are what the simulation is checked against, and where the planner starts.
///
/// `load` is in erlangs: arrivals per second times the mean length of a talk in seconds. Everything is computed by
/// recursions of positive terms, which lose no digits, for thousands of servers as well.
public enum Erlang {
    /// Erlang B: the probability that all servers are busy when nobody waits.
    ///
    /// A. K. Erlang, "Solution of some problems in the theory of probabilities of significance in automatic telephone
    /// exchanges" (1917): `B(n, a) = (aⁿ/n!) / Σ aᵏ/k!`, by the recursion `B(0) = 1`, `B(k) = a·B(k−1) / (k + a·B(k−1))`
    /// (R. B. Cooper, *Introduction to Queueing Theory*, 1981, §3.3). No servers: 1. No load: 0.
    public static func blocked(servers: Int, load: Double) -> Double {
        guard load > 0 else { return servers > 0 ? 0 : 1 }
        guard servers > 0 else { return 1 }
        var blocked = 1.0
        for server in 1...servers {
            blocked = load * blocked / (Double(server) + load * blocked)
            // The product of ever smaller factors: nothing can bring it back.
            if blocked == 0 { return 0 }
        }
        return blocked
    }

    /// Erlang C: the probability of having to wait when everybody waits until answered.
    ///
    /// Erlang 1917, by way of B: `C = n·B / (n − a·(1 − B))`. 1 when the load is as much as the servers or more.
    public static func waits(servers: Int, load: Double) -> Double {
        guard load > 0 else { return servers > 0 ? 0 : 1 }
        guard Double(servers) > load else { return 1 }
        let blocked = blocked(servers: servers, load: load)
        let n = Double(servers)
        return min(1, n * blocked / (n - load * (1 - blocked)))
    }

    /// The mean wait in seconds when everybody waits until answered: `C·s / (n − a)`. Infinite when the load is too much.
    public static func meanWait(servers: Int, load: Double, talkSeconds: Double) -> Double {
        guard load > 0, servers > 0 else { return load > 0 ? .infinity : 0 }
        guard Double(servers) > load else { return .infinity }
        return waits(servers: servers, load: load) * talkSeconds / (Double(servers) - load)
    }

    /// The share answered within so many seconds when everybody waits: `1 − C·exp(−(n − a)·t/s)`.
    public static func answered(within seconds: Double, servers: Int, load: Double, talkSeconds: Double) -> Double {
        guard Double(servers) > load else { return load > 0 ? 0 : 1 }
        return 1 - waits(servers: servers, load: load)
            * exp(-(Double(servers) - load) * max(0, seconds) / talkSeconds)
    }
}

/// Erlang A, the M/M/n+M queue: people leave after a patience of exponential length.
///
/// C. Palm, "Research on telephone traffic carried by full availability groups", Tele 1 (1957); the formulas as in
/// A. Mandelbaum and S. Zeltyn, "Service engineering in action: the Palm/Erlang-A queue" (2007), §3. With
/// `t(j) = Π k=1…j λ/(nμ + kθ)` the chances of `j` waiting over those of none waiting and all busy, and `B` of Erlang B:
/// `P(wait) = A·B / (1 + (A − 1)·B)`, `A = Σ t(j)`. There is a steady state at any load.
public struct ErlangA: Sendable, Hashable {
    /// λ, per second.
    public let arrivals: Double
    /// n.
    public let servers: Int
    /// 1/μ.
    public let talkSeconds: Double
    /// 1/θ.
    public let patienceSeconds: Double
    /// The probability of having to wait at all.
    public let waits: Double
    /// The share of all people who leave unanswered.
    public let abandons: Double

    /// - Parameters: all more than zero; `servers` may be 0.
    public init(arrivals: Double, servers: Int, talkSeconds: Double, patienceSeconds: Double) {
        (self.arrivals, self.servers) = (arrivals, servers)
        (self.talkSeconds, self.patienceSeconds) = (talkSeconds, patienceSeconds)
        guard arrivals > 0 else {
            (waits, abandons) = (0, 0)
            return
        }
        // The sums of t(j) and of j·t(j), over a common power of two so that an overload of any size fits.
        var (term, sum, weighted, inverseScale) = (1.0, 1.0, 0.0, 1.0)
        let busy = Double(servers) / talkSeconds
        var j = 1.0
        while true {
            term *= arrivals / (busy + j / patienceSeconds)
            sum += term
            weighted += j * term
            if sum > 0x1p500 {
                term *= 0x1p-500
                sum *= 0x1p-500
                weighted *= 0x1p-500
                inverseScale *= 0x1p-500
            }
            if arrivals < busy + j / patienceSeconds, j * term < weighted * 1e-17, term < sum * 1e-17 { break }
            j += 1
        }
        let blocked = Erlang.blocked(servers: servers, load: arrivals * talkSeconds)
        // 1/A is `inverseScale / sum`.
        waits = blocked == 0 ? 0 : 1 / (1 + (1 / blocked - 1) * (inverseScale / sum))
        // Little's law on those who wait: θ·E(queue) = λ·P(leave).
        abandons = min(1, weighted / sum / patienceSeconds / arrivals * waits)
    }

    /// The mean time in the queue, of those answered and those who left: `P(leave)/θ`.
    public var meanWait: Double { abandons * patienceSeconds }
    /// The mean number waiting (Little's law).
    public var meanQueue: Double { arrivals * meanWait }
    /// The share of the servers' time in talks.
    public var occupancy: Double {
        servers == 0 ? 0 : arrivals * (1 - abandons) * talkSeconds / Double(servers)
    }

    /// The share of all people who are answered within so many seconds.
    ///
    /// F. Baccelli and G. Hébuterne, "On queues with impatient customers" (1981): somebody with endless patience would wait
    /// with density `v(x) ∝ exp(λ/θ·(1 − e^(−θx)) − nμx)`; people are answered when their own patience is longer than
    /// that. The integrals are taken by Simpson's rule.
    public func answered(within seconds: Double) -> Double {
        guard arrivals > 0 else { return 1 }
        guard servers > 0 else { return 0 }
        let (lambda, mu, theta) = (arrivals, Double(servers) / talkSeconds, 1 / patienceSeconds)
        func exponent(_ x: Double) -> Double { lambda / theta * -expm1(-theta * x) - mu * x }
        // The exponent is concave: it is highest where its slope is 0.
        let top = lambda > mu ? log(lambda / mu) / theta : 0
        let height = exponent(top)
        var end = max(top * 2, 1 / mu)
        while exponent(end) - height > -45 { end *= 1.5 }
        func integral(_ from: Double, _ to: Double, _ f: (Double) -> Double) -> Double {
            guard to > from else { return 0 }
            let steps = 4_000
            let h = (to - from) / Double(steps)
            var sum = f(from) + f(to)
            for i in 1..<steps { sum += f(from + Double(i) * h) * (i % 2 == 0 ? 2 : 4) }
            return sum * h / 3
        }
        func density(_ x: Double) -> Double { exp(exponent(x) - height) }
        let whole = integral(0, end, density)
        let early = integral(0, min(end, max(0, seconds))) { density($0) * exp(-theta * $0) }
        return (1 - waits) + waits * early / whole
    }
}
