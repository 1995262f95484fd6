#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The elementary functions of the platform's C library, named once so that no other file imports it.
/// The elementary functions of the platform's C library, named once so that no other file has to import it.
enum Maths {
    @inline(__always) static func exp(_ x: Double) -> Double { elementaryExp(x) }
    @inline(__always) static func log(_ x: Double) -> Double { elementaryLog(x) }
    @inline(__always) static func log1p(_ x: Double) -> Double { elementaryLog1p(x) }
    @inline(__always) static func expm1(_ x: Double) -> Double { elementaryExpm1(x) }
    @inline(__always) static func pow(_ x: Double, _ y: Double) -> Double { elementaryPow(x, y) }
    @inline(__always) static func cbrt(_ x: Double) -> Double { elementaryCbrt(x) }
    @inline(__always) static func erfc(_ x: Double) -> Double { elementaryErfc(x) }
    @inline(__always) static func sin(_ x: Double) -> Double { elementarySin(x) }
    @inline(__always) static func cos(_ x: Double) -> Double { elementaryCos(x) }
    @inline(__always) static func logGamma(_ x: Double) -> Double { elementaryLogGamma(x) }
    static let halfLogTwoPi = 0.91893853320467274178
    static let twoPi = 2 * Double.pi
}

@inline(__always) private func elementaryExp(_ x: Double) -> Double { exp(x) }
@inline(__always) private func elementaryLog(_ x: Double) -> Double { log(x) }
@inline(__always) private func elementaryLog1p(_ x: Double) -> Double { log1p(x) }
@inline(__always) private func elementaryExpm1(_ x: Double) -> Double { expm1(x) }
@inline(__always) private func elementaryPow(_ x: Double, _ y: Double) -> Double { pow(x, y) }
@inline(__always) private func elementaryCbrt(_ x: Double) -> Double { cbrt(x) }
@inline(__always) private func elementaryErfc(_ x: Double) -> Double { erfc(x) }
@inline(__always) private func elementarySin(_ x: Double) -> Double { sin(x) }
@inline(__always) private func elementaryCos(_ x: Double) -> Double { cos(x) }
@inline(__always) private func elementaryLogGamma(_ x: Double) -> Double { lgamma(x).0 }
