// swift-tools-version:6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
    name: "vangnet",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "vangnet", targets: ["vangnet"]),
        .library(name: "Statistics", targets: ["Statistics"]),
    ],
    traits: [
        .trait(name: "PostgreSQL", description: "Storage on PostgreSQL through libpq, beside the embedded SQLite"),
        .default(enabledTraits: []),
    ],
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
        .package(url: "https://github.com/apple/swift-nio-extras", exact: "1.35.2"),
        .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
        // Not imported by us; named so that a build is the same tomorrow.
        .package(url: "https://github.com/apple/swift-nio-http2", exact: "1.46.0"),
        .package(url: "https://github.com/apple/swift-certificates", exact: "1.21.1"),
    ],
    targets: [
        .target(name: "Core", swiftSettings: strict),
        // A simulation of a year takes minutes when it is not optimised, also where it is only tried.
        .target(name: "Staffing", swiftSettings: strict + [.unsafeFlags(["-O"], .when(configuration: .debug))]),
        // The same: a regression of ten years of weeks, thousands of times.
        .target(name: "Statistics", swiftSettings: strict + [.unsafeFlags(["-O"], .when(configuration: .debug))]),
        .target(name: "StatisticsCases", dependencies: ["Statistics"], swiftSettings: strict),
        .target(
            name: "Sealing",
            dependencies: [
                "Core",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
            ],
            swiftSettings: strict),
        .target(name: "Pack", dependencies: ["Core", .product(name: "Yams", package: "Yams")], swiftSettings: strict),
        .systemLibrary(name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .target(
            name: "Database",
            dependencies: [
                "Core",
                .product(name: "GRDB", package: "GRDB.swift"),
                .target(name: "CLibPQ", condition: .when(traits: ["PostgreSQL"])),
            ],
            swiftSettings: strict),
        .target(
            name: "Site",
            dependencies: [
                "Core", "CZlib",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HummingbirdHTTP2", package: "hummingbird"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOTLS", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict),
        .target(
            name: "Care",
            dependencies: [
                "Core", "Sealing", "Staffing", "Pack", "Database", "Site",
                .product(name: "HTTPTypes", package: "swift-http-types"),
            ],
            swiftSettings: strict),
        .target(name: "Guidance", dependencies: ["Core", "Pack", "Site"], swiftSettings: strict),
        .target(
            name: "Insight",
            dependencies: [
                "Core", "Statistics", "Pack", "Database", "Site",
                .product(name: "HTTPTypes", package: "swift-http-types"),
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "vangnet",
            dependencies: [
                "Core", "Sealing", "Staffing", "Statistics", "StatisticsCases", "Pack", "Database", "Site", "Care", "Guidance", "Insight",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict),
        .target(
            name: "TestSupport", dependencies: ["Database", .product(name: "GRDB", package: "GRDB.swift")],
            path: "Tests/TestSupport", swiftSettings: strict),
        .testTarget(name: "CoreTests", dependencies: ["Core"], swiftSettings: strict),
        .testTarget(name: "SealingTests", dependencies: ["Core", "Sealing"], swiftSettings: strict),
        .testTarget(name: "StaffingTests", dependencies: ["Staffing"], swiftSettings: strict),
        .testTarget(
            name: "StatisticsTests", dependencies: ["Statistics", "StatisticsCases"], exclude: ["Fixtures"], swiftSettings: strict),
        .testTarget(name: "PackTests", dependencies: ["Core", "Pack"], swiftSettings: strict),
        .testTarget(name: "DatabaseTests", dependencies: ["Core", "Database", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "SiteTests",
            dependencies: [
                "Core", "Site",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "CareTests", dependencies: ["Core", "Sealing", "Staffing", "Pack", "Database", "Site", "Care", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "MatrixTests",
            dependencies: [
                "Core", "Sealing", "Pack", "Database", "Site", "Care", "vangnet", "TestSupport",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "InsightTests", dependencies: ["Core", "Statistics", "Pack", "Database", "Site", "Insight", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "TidyTests", dependencies: ["Core", "Pack", "Site", "Care", "Guidance", "Insight"], swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6]
)
