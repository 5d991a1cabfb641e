package io.modelfactory.worker;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** The boundaries between packages. */
@AnalyzeClasses(packages = "io.modelfactory.worker", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("io.modelfactory.worker.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule ledgerPackagesHaveNoCycles =
            slices().assignedFrom(new PackagesUnder("ledger")).should().beFreeOfCycles();

    @ArchTest
    static final ArchRule packagesOfCommandsHaveNoCycles =
            slices().assignedFrom(new PackagesUnder("app.cli")).should().beFreeOfCycles();

    @ArchTest
    static final ArchRule packagesOfDatasetsHaveNoCycles =
            slices().assignedFrom(new PackagesUnder("dataset")).should().beFreeOfCycles();

    @ArchTest
    static final ArchRule theDatabaseOfRowsKnowsNoDataset = noClasses()
            .that()
            .resideInAPackage(packagePattern("dataset.duckdb"))
            .should()
            .dependOnClassesThat()
            .haveNameMatching("io\\.modelfactory\\.worker\\.dataset\\.(?!duckdb\\.).*");

    @ArchTest
    static final ArchRule packagesOfMeasuresHaveNoCycles =
            slices().assignedFrom(new PackagesUnder("evaluate")).should().beFreeOfCycles();

    @ArchTest
    static final ArchRule packagesOfStoresHaveNoCycles =
            slices().assignedFrom(new PackagesUnder("artifact")).should().beFreeOfCycles();

    /** Stores are found as services; what they share does not know them. */
    @ArchTest
    static final ArchRule whatStoresShareKnowsNoStore = noClasses()
            .that()
            .resideInAPackage("io.modelfactory.worker.artifact")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.modelfactory.worker.artifact.*..");

    @ArchTest
    static final ArchRule whatCommandsShareKnowsNoCommand = noClasses()
            .that()
            .haveNameMatching("io\\.modelfactory\\.worker\\.app\\.cli\\.(answer|option)\\..*")
            .should()
            .dependOnClassesThat()
            .haveNameMatching("io\\.modelfactory\\.worker\\.app\\.cli\\.(?!(answer|option)\\.).*");

    @ArchTest
    static final ArchRule theLedgersPlumbingIsALeaf = noClasses()
            .that()
            .resideInAPackage(packagePattern("ledger.postgres"))
            .should()
            .dependOnClassesThat()
            .haveNameMatching("io\\.modelfactory\\.worker\\.ledger\\.(?!postgres\\.).*");

    /** What the ledger takes and returns does not know how it is kept. */
    @ArchTest
    static final ArchRule theLedgersValuesDoNotKnowTheLedger = noClasses()
            .that()
            .haveNameMatching("io\\.modelfactory\\.worker\\.ledger\\.(run|lease|receipt|outbox|audit)\\..*")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.modelfactory.worker.ledger");

    /** DuckDB is reached through JDBC too, hence the package dataset; the connection pool is wired in app. */
    @ArchTest
    static final ArchRule sqlIsUsedInTheLedgerOnly = onlyIn("ledger", "dataset", "app")
            .mayUse("java.sql..", "javax.sql..", "org.jdbi..", "org.flywaydb..", "org.postgresql..");

    @ArchTest
    static final ArchRule kafkaIsKnownAtTheEdgesOnly =
            onlyIn("intake", "outbox", "kafka", "app").mayUse("org.apache.kafka..");

    /** The next store is a package beside it, found by its service line. */
    @ArchTest
    static final ArchRule s3IsKnownToItsProviderOnly =
            onlyIn("artifact.s3").mayUse("software.amazon.awssdk..", packagePattern("artifact.s3"));

    @ArchTest
    static final ArchRule xgboostIsBehindTheTrainer =
            onlyIn("algorithm.xgboost").mayUse("ml.dmlc..");

    @ArchTest
    static final ArchRule lightgbmIsBehindTheTrainer =
            onlyIn("algorithm.lightgbm").mayUse("com.microsoft.ml.lightgbm..");

    /** It is on the class path of a cluster's job, never on the worker's. */
    @ArchTest
    static final ArchRule sparkIsNotKnownToTheWorker =
            noClasses().should().dependOnClassesThat().resideInAnyPackage("org.apache.spark..", "scala..");

    @ArchTest
    static final ArchRule nativeCodeIsCalledByTrainersOnly =
            onlyIn("algorithm.xgboost", "algorithm.lightgbm").mayUse("com.sun.jna..");

    @ArchTest
    static final ArchRule aLibraryIsKnownToItsOwnProviderOnly = noClasses()
            .that()
            .resideOutsideOfPackage("io.modelfactory.worker.algorithm.*..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.modelfactory.worker.algorithm.*..")
            .because("providers are found by ServiceLoader");

    @ArchTest
    static final ArchRule aTrainedModelDependsOnNoOtherPackage = noClasses()
            .that()
            .resideInAPackage(packagePattern("model"))
            .should()
            .dependOnClassesThat(
                    resideInAPackage("io.modelfactory..").and(resideOutsideOfPackage(packagePattern("model"))));

    @ArchTest
    static final ArchRule duckDbIsBehindTheDataset = onlyIn("dataset").mayUse("org.duckdb..");

    /**
     * Whatever takes a trainer process over must find no way to what the worker may change, nor to a name or a
     * password.
     */
    @ArchTest
    static final ArchRule aTrainerProcessCanReachNothingButFiles = noClasses()
            .that()
            .resideInAnyPackage(packagePattern("training.process.child"), "io.modelfactory.worker.training")
            .should()
            .transitivelyDependOnClassesThat()
            .resideInAnyPackage(
                    packagePattern("app"),
                    packagePattern("config"),
                    packagePattern("execution"),
                    packagePattern("intake"),
                    packagePattern("kafka"),
                    packagePattern("ledger"),
                    packagePattern("outbox"),
                    packagePattern("publish"),
                    packagePattern("telemetry"),
                    "org.apache.kafka..",
                    "org.jdbi..",
                    "org.postgresql..",
                    "com.zaxxer.hikari..",
                    "software.amazon.awssdk..");

    /**
     * Builds, records that may end the process which reads them, and what people ask for: they die in a child instead.
     */
    @ArchTest
    static final ArchRule processesAreStartedByTheirOwnPackagesOnly = noClasses()
            .that()
            .resideOutsideOfPackages(
                    packagePattern("training.process"),
                    packagePattern("intake.recovery"),
                    packagePattern("console.process"))
            .should()
            .dependOnClassesThat()
            .areAssignableTo(ProcessBuilder.class);

    @ArchTest
    static final ArchRule telemetryLibrariesAreUsedByTheirOwnPackageOnly = onlyIn(
                    "telemetry", "app.worker", "app.wiring")
            .mayUse(
                    "io.opentelemetry..",
                    "io.prometheus..",
                    "io.micrometer..",
                    "com.sun.net.httpserver..",
                    "org.slf4j.MDC");

    @ArchTest
    static final ArchRule lineageIsReportedByItsOwnPackageOnly =
            onlyIn("lineage", "app.wiring").mayUse("io.openlineage..");

    /** Two workers need not agree on the time: what decides about a run asks the database for it. */
    @ArchTest
    static final ArchRule theWorkersClockDecidesNothing = noClasses()
            .that()
            .resideInAnyPackage(
                    packagePattern("ledger"),
                    packagePattern("execution"),
                    packagePattern("resolve"),
                    packagePattern("training"),
                    packagePattern("dataset"),
                    packagePattern("algorithm"),
                    packagePattern("evaluate"),
                    packagePattern("gate"),
                    packagePattern("bundle"),
                    packagePattern("publish"))
            .should()
            .dependOnClassesThat()
            .areAssignableTo(Clock.class)
            .orShould()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis");

    /** Keys and signatures, that is; digests belong to artifact, and TLS is the registry client's. */
    @ArchTest
    static final ArchRule signaturesAreMadeAndVerifiedInOnePackage = noClasses()
            .that()
            .resideOutsideOfPackage(packagePattern("signing"))
            .should()
            .dependOnClassesThat()
            .haveNameMatching("java\\.security\\.(Signature|PrivateKey|PublicKey|KeyFactory|KeyPair.*)");

    @ArchTest
    static final ArchRule telemetryDecidesNothing = noClasses()
            .that()
            .resideInAPackage(packagePattern("telemetry"))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    packagePattern("app"),
                    packagePattern("config"),
                    packagePattern("execution"),
                    packagePattern("intake"),
                    packagePattern("ledger"),
                    packagePattern("outbox"));

    @ArchTest
    static final ArchRule judgingAndPublishingCannotReachAnAlgorithm = noClasses()
            .that()
            .resideInAnyPackage(
                    packagePattern("publish"),
                    packagePattern("bundle"),
                    packagePattern("evaluate"),
                    packagePattern("gate"),
                    packagePattern("modelcard"))
            .should()
            .transitivelyDependOnClassesThat()
            .resideInAnyPackage(packagePattern("algorithm"), packagePattern("training"))
            .because(
                    "a publish-only retry must never train again, and a model is judged whatever algorithm trained it");

    /** The names of metrics are common ground. */
    @ArchTest
    static final ArchRule publishingCannotReachTheTrainingCode = noClasses()
            .that()
            .resideInAnyPackage(
                    packagePattern("publish"),
                    packagePattern("bundle"),
                    packagePattern("modelcard"),
                    packagePattern("gate"))
            .should()
            .dependOnClassesThat()
            .haveNameMatching("io\\.modelfactory\\.worker\\.(dataset|algorithm|training|evaluate)\\."
                    + "(?!(metric\\.Metric|scorecard\\.ScorecardMeasure|group\\.GroupSettings|RequestedMeasures)"
                    + "(\\$.*)?$).*")
            .because("a publish-only retry must never train again; what a measure is called trains nothing");

    @ArchTest
    static final ArchRule onlyCommandsUseTheCommandLineLibrary =
            onlyIn("app.cli").mayUse("picocli..");

    @ArchTest
    static final ArchRule theRunningProcessDoesNotKnowTheCommands = noClasses()
            .that()
            .resideInAPackage(packagePattern("app.worker"))
            .should()
            .dependOnClassesThat()
            .resideInAPackage(packagePattern("app.cli"));

    @ArchTest
    static final ArchRule onlyTheApplicationAndTheConsoleUseInspection =
            onlyIn("inspect", "app", "console").mayUse(packagePattern("inspect"));

    @ArchTest
    static final ArchRule onlyTheConsoleIsAWebSite =
            onlyIn("console").mayUse("io.javalin..", "org.eclipse.jetty..", "gg.jte..", "jakarta.servlet..");

    /** It looks at runs and asks for work as everyone does; foundations are its values, failures and settings. */
    @ArchTest
    static final ArchRule theConsoleOnlyLooks = noClasses()
            .that()
            .resideInAPackage(packagePattern("console"))
            .should()
            .dependOnClassesThat(resideInAPackage("io.modelfactory.worker..")
                    .and(resideOutsideOfPackages(
                            packagePattern("console"),
                            packagePattern("inspect"),
                            packagePattern("ledger"),
                            packagePattern("request"),
                            packagePattern("artifact"),
                            packagePattern("config"),
                            packagePattern("failure"),
                            packagePattern("progress"))));

    /** What changes a run takes a lease or an entry of the intake, so that who knows neither can only look. */
    @ArchTest
    static final ArchRule inspectingCannotChangeARun = noClasses()
            .that()
            .resideInAPackage(packagePattern("inspect"))
            .should()
            .dependOnClassesThat()
            .haveNameMatching("io\\.modelfactory\\.worker\\.ledger\\.(lease\\.|IntakeEntry|SubmissionOutcome).*");

    private static PackageRestriction onlyIn(String... names) {
        return new PackageRestriction(
                Arrays.stream(names).map(ArchitectureTest::packagePattern).toList());
    }

    private static String packagePattern(String name) {
        return "io.modelfactory.worker." + name + "..";
    }

    /** Each package of the ledger is a slice; other packages are none. */
    /** Each package by itself, the one that the others lie in as well. */
    private record PackagesUnder(String root) implements SliceAssignment {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            String name = type.getPackageName();
            String whole = "io.modelfactory.worker." + root;
            return name.equals(whole) || name.startsWith(whole + ".")
                    ? SliceIdentifier.of(name)
                    : SliceIdentifier.ignore();
        }

        @Override
        public String getDescription() {
            return "the packages of " + root;
        }
    }

    private record PackageRestriction(List<String> packages) {
        ArchRule mayUse(String... libraries) {
            return noClasses()
                    .that()
                    .resideOutsideOfPackages(packages.toArray(String[]::new))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(libraries);
        }
    }
}
