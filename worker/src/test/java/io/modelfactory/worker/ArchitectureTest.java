package io.modelfactory.worker;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** The walls of the house. */
@AnalyzeClasses(packages = "io.modelfactory.worker", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule roomsHaveNoCycles =
            slices().matching("io.modelfactory.worker.(*)..").should().beFreeOfCycles();

    /** DuckDB is reached through JDBC too, hence the dataset room; the connection pool is wired in app. */
    @ArchTest
    static final ArchRule sqlIsSpokenInTheLedgerOnly = onlyIn("ledger", "dataset", "app")
            .mayUse("java.sql..", "javax.sql..", "org.jdbi..", "org.flywaydb..", "org.postgresql..");

    @ArchTest
    static final ArchRule kafkaIsKnownAtTheEdgesOnly =
            onlyIn("intake", "outbox", "kafka", "app").mayUse("org.apache.kafka..");

    @ArchTest
    static final ArchRule s3IsBehindTheArtifactStore = onlyIn("artifact").mayUse("software.amazon.awssdk..");

    @ArchTest
    static final ArchRule xgboostIsBehindTheTrainer = onlyIn("train").mayUse("ml.dmlc..", "com.sun.jna..");

    @ArchTest
    static final ArchRule duckDbIsBehindTheDataset = onlyIn("dataset").mayUse("org.duckdb..");

    /** Whatever takes a trainer process over must find no way to what the worker may change, nor to a name or a password. */
    @ArchTest
    static final ArchRule aTrainerProcessCanReachNothingButFiles = noClasses()
            .that()
            .resideInAnyPackage(room("trainer.child"), room("build"))
            .should()
            .transitivelyDependOnClassesThat()
            .resideInAnyPackage(
                    room("app"),
                    room("config"),
                    room("corridor"),
                    room("intake"),
                    room("kafka"),
                    room("ledger"),
                    room("outbox"),
                    room("publish"),
                    room("telemetry"),
                    "org.apache.kafka..",
                    "org.jdbi..",
                    "org.postgresql..",
                    "com.zaxxer.hikari..",
                    "software.amazon.awssdk..");

    @ArchTest
    static final ArchRule processesAreStartedByTheirOwnRoomOnly = noClasses()
            .that()
            .resideOutsideOfPackage(room("trainer"))
            .should()
            .dependOnClassesThat()
            .areAssignableTo(ProcessBuilder.class);

    @ArchTest
    static final ArchRule whereTelemetryGoesIsKnownToItsOwnRoomOnly = onlyIn("telemetry", "app.runtime")
            .mayUse(
                    "io.opentelemetry..",
                    "io.prometheus..",
                    "io.micrometer..",
                    "com.sun.net.httpserver..",
                    "org.slf4j.MDC");

    @ArchTest
    static final ArchRule lineageIsToldByItsOwnRoomOnly =
            onlyIn("lineage", "app.runtime").mayUse("io.openlineage..");

    /** Two workers need not agree on the time: what decides about a run asks the database for it. */
    @ArchTest
    static final ArchRule theWorkersClockDecidesNothing = noClasses()
            .that()
            .resideInAnyPackage(
                    room("ledger"),
                    room("corridor"),
                    room("resolve"),
                    room("build"),
                    room("dataset"),
                    room("train"),
                    room("evaluate"),
                    room("gate"),
                    room("bundle"),
                    room("publish"))
            .should()
            .dependOnClassesThat()
            .areAssignableTo(Clock.class)
            .orShould()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis");

    /** Keys and signatures, that is; digests are the cellar's, and TLS is the registry client's. */
    @ArchTest
    static final ArchRule signaturesAreMadeAndJudgedInOneRoom = noClasses()
            .that()
            .resideOutsideOfPackage(room("signing"))
            .should()
            .dependOnClassesThat()
            .haveNameMatching("java\\.security\\.(Signature|PrivateKey|PublicKey|KeyFactory|KeyPair.*)");

    @ArchTest
    static final ArchRule telemetryDecidesNothing = noClasses()
            .that()
            .resideInAPackage(room("telemetry"))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    room("app"), room("config"), room("corridor"), room("intake"), room("ledger"), room("outbox"));

    @ArchTest
    static final ArchRule publishingCannotReachTheTrainingCode = noClasses()
            .that()
            .resideInAnyPackage(room("publish"), room("bundle"), room("card"), room("gate"))
            .should()
            .dependOnClassesThat()
            .haveNameMatching("io\\.modelfactory\\.worker\\.(dataset|train|evaluate)\\."
                    + "(?!ModelScorer|LabelledMatrix|FeatureMatrix|Metric).*")
            .because("a publish-only retry must never train again");

    @ArchTest
    static final ArchRule nobodyButTheCommandsKnowsTheCommandLine =
            onlyIn("app.command").mayUse("picocli..");

    @ArchTest
    static final ArchRule theRunningProcessDoesNotKnowTheCommands = noClasses()
            .that()
            .resideInAPackage(room("app.runtime"))
            .should()
            .dependOnClassesThat()
            .resideInAPackage(room("app.command"));

    @ArchTest
    static final ArchRule onlyTheFrontDoorLeadsToTheInspection =
            onlyIn("inspect", "app").mayUse(room("inspect"));

    /** What changes a run takes a lease or an entry of the intake, so that who knows neither can only look. */
    @ArchTest
    static final ArchRule inspectingCannotChangeARun = noClasses()
            .that()
            .resideInAPackage(room("inspect"))
            .should()
            .dependOnClassesThat()
            .haveNameMatching(
                    "io\\.modelfactory\\.worker\\.ledger\\.(Lease|ClaimedRun|IntakeEntry|SubmissionOutcome).*");

    private static Wall onlyIn(String... rooms) {
        return new Wall(Arrays.stream(rooms).map(ArchitectureTest::room).toList());
    }

    private static String room(String name) {
        return "io.modelfactory.worker." + name + "..";
    }

    private record Wall(List<String> rooms) {
        ArchRule mayUse(String... libraries) {
            return noClasses()
                    .that()
                    .resideOutsideOfPackages(rooms.toArray(String[]::new))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(libraries);
        }
    }
}
