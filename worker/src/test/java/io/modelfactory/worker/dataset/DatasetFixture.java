package io.modelfactory.worker.dataset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.artifact.folder.LocalArtifactStore;
import io.modelfactory.worker.dataset.duckdb.KeptDatabase;
import io.modelfactory.worker.dataset.duckdb.SqlQuoting;
import io.modelfactory.worker.dataset.encoding.MatrixSettings;
import io.modelfactory.worker.dataset.file.DatasetFileFetcher;
import io.modelfactory.worker.dataset.split.HoldoutViews;
import io.modelfactory.worker.model.FeatureType;
import io.modelfactory.worker.progress.ProgressListener;
import io.modelfactory.worker.resolve.CsvDialect;
import io.modelfactory.worker.resolve.DatasetManifest;
import io.modelfactory.worker.resolve.DatasetMaterialization;
import io.modelfactory.worker.resolve.DatasetMaterialization.Columns;
import io.modelfactory.worker.resolve.DatasetMaterialization.DataFile;
import io.modelfactory.worker.resolve.DatasetMaterialization.EventIdKind;
import io.modelfactory.worker.resolve.DatasetMaterialization.Feature;
import io.modelfactory.worker.resolve.DatasetMaterialization.Format;
import io.modelfactory.worker.resolve.DatasetMaterialization.PlausibleTimes;
import io.modelfactory.worker.resolve.FeatureDefinitionSet;
import io.modelfactory.worker.resolve.ResolvedDataset;
import io.modelfactory.worker.resolve.TrainingProfile;
import io.modelfactory.worker.resolve.TrainingProfile.SplitFractions;
import io.modelfactory.worker.resolve.TrainingProfile.SplitStrategy;
import io.modelfactory.worker.resolve.TrainingProfile.SplitUnit;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A store with data files, and the documents that describe them. Files are written by queries over {@code base}: 100
 * events, one a minute, every fourth of them positive, with two numeric features and a categorical one.
 */
public final class DatasetFixture {
    static final String AS_OF = "2026-02-01T00:00:00Z";
    static final Instant STARTED = Instant.parse("2026-06-01T00:00:00Z");
    public static final String RULE = "observed_time<=label_asof_utc";
    static final SplitFractions FRACTIONS = new SplitFractions(0.6, 0.2, 0.2);

    private static final String BASE = """
            CREATE TEMP VIEW base AS
            SELECT printf('e-%04d', i) AS event_id,
                TIMESTAMP '2026-01-01' + to_minutes(i) AS event_time,
                CAST(i % 4 = 0 AS INTEGER) AS label,
                TIMESTAMP '2026-01-20' AS label_observed_time,
                i * 1.5 AS amount,
                CASE WHEN i % 10 <> 0 THEN i END AS age,
                ['web', 'app', 'pos'][i % 3 + 1] AS channel
            FROM range(100) AS numbers(i)
            """;

    private final Path folder;
    private MatrixSettings matrices = MatrixSettings.DEFAULT;
    private Columns columns = columns(
            new Feature("amount", FeatureType.NUMERIC),
            new Feature("age", FeatureType.NUMERIC),
            new Feature("channel", FeatureType.CATEGORICAL));
    private boolean declared;
    private SplitStrategy strategy = SplitStrategy.HASH;
    private int minimumPartPositives = 1;
    private Optional<SplitUnit> unit = Optional.empty();
    private Optional<Integer> gapDays = Optional.empty();
    private Optional<EventIdKind> eventIdKind = Optional.empty();
    private SplitFractions fractions = FRACTIONS;
    private Optional<PlausibleTimes> plausibleTimes = Optional.empty();
    private Optional<List<String>> missing = Optional.empty();
    private Optional<CsvDialect> csv = Optional.empty();
    private Map<String, JsonNode> hyperParameters = Map.of();
    private TrainingProfile.Leakage leakage = TrainingProfile.Leakage.DEFAULT;
    private TrainingProfile.Plausibility plausibility = TrainingProfile.Plausibility.DEFAULT;
    private TrainingProfile.CategoryEncoding encoding = TrainingProfile.CategoryEncoding.DEFAULT;
    private TrainingProfile.Evaluation evaluation = TrainingProfile.Evaluation.at(0.5);
    private Optional<Boolean> excludeKnownCompromised = Optional.empty();
    private long baseSeed = 41;
    private int threads = 2;
    private Optional<KeptDatabase> kept = Optional.empty();

    public DatasetFixture(Path folder) {
        this.folder = folder;
    }

    public static Columns columns(Feature... features) {
        return Columns.of(
                "event_id",
                Optional.of("event_time"),
                "label",
                Optional.of("label_observed_time"),
                "1",
                List.of(features));
    }

    public DatasetFixture columns(Columns other) {
        columns = other;
        declared = true;
        return this;
    }

    public DatasetFixture earlyStopping() {
        hyperParameters = Map.of("early_stopping_rounds", IntNode.valueOf(10));
        return this;
    }

    public DatasetFixture leakage(double maxSingleFeatureAuc, String... allowedFeatures) {
        leakage = new TrainingProfile.Leakage(
                RULE, Optional.of(maxSingleFeatureAuc), Optional.of(List.of(allowedFeatures)));
        return this;
    }

    public DatasetFixture plausibility(double maxIdenticalRows, double maxCutDistance) {
        plausibility = new TrainingProfile.Plausibility(Optional.of(maxIdenticalRows), Optional.of(maxCutDistance));
        return this;
    }

    public DatasetFixture encoding(double minCategoryShare, double minUnknownShare) {
        encoding = new TrainingProfile.CategoryEncoding(Optional.of(minCategoryShare), Optional.of(minUnknownShare));
        return this;
    }

    public DatasetFixture plausibleTimes(String from, String to) {
        plausibleTimes =
                Optional.of(new PlausibleTimes(Optional.of(Instant.parse(from)), Optional.of(Instant.parse(to))));
        return this;
    }

    DatasetFixture missing(String... marks) {
        missing = Optional.of(List.of(marks));
        return this;
    }

    /** @param json the object {@code csv} of a materialization */
    public DatasetFixture csv(String json) {
        try {
            csv = Optional.of(Json.convert(Json.parse(json.getBytes(StandardCharsets.UTF_8)), CsvDialect.class));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return this;
    }

    /** The labels of {@code base} are younger than all its events, too young for a split by time. */
    public DatasetFixture split(SplitStrategy other) {
        strategy = other;
        if (other == SplitStrategy.TIME_BASED && !declared) {
            columns = withoutLabelTimes(columns.features().toArray(Feature[]::new));
        }
        return this;
    }

    public static Columns withoutLabelTimes(Feature... features) {
        return Columns.of("event_id", Optional.of("event_time"), "label", Optional.empty(), "1", List.of(features));
    }

    public DatasetFixture byEntity() {
        unit = Optional.of(SplitUnit.ENTITY);
        return this;
    }

    public DatasetFixture gapDays(int days) {
        gapDays = Optional.of(days);
        return this;
    }

    public DatasetFixture excludeKnownCompromised() {
        excludeKnownCompromised = Optional.of(true);
        return this;
    }

    public DatasetFixture dayZone(String zone) {
        evaluation = new TrainingProfile.Evaluation(
                0.5, Optional.empty(), Optional.of(zone), Optional.empty(), Optional.empty(), Optional.empty());
        return this;
    }

    public DatasetFixture alertsPerDay(double alerts) {
        evaluation = new TrainingProfile.Evaluation(
                0.5, Optional.of(alerts), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        return this;
    }

    public DatasetFixture eventIdKind(EventIdKind kind) {
        eventIdKind = Optional.of(kind);
        return this;
    }

    public DatasetFixture fractions(double train, double validation, double test) {
        fractions = new SplitFractions(train, validation, test);
        return this;
    }

    public DatasetFixture minimumPartPositives(int other) {
        minimumPartPositives = other;
        return this;
    }

    public DatasetFixture baseSeed(long seed) {
        baseSeed = seed;
        return this;
    }

    /** Prepared in this database, where it is small enough, as trainer processes do. */
    public DatasetFixture in(KeptDatabase database) {
        kept = Optional.of(database);
        return this;
    }

    DatasetFixture threads(int other) {
        threads = other;
        return this;
    }

    public Path path(String name) {
        return folder.resolve("store").resolve(name);
    }

    /** Writes the rows of a query; the name's ending decides the format. */
    public DataFile file(String name, String query) {
        Path file = path(name);
        String format = name.endsWith(".csv") ? "csv, header" : "parquet";
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            Files.createDirectories(file.getParent());
            statement.execute("SET TimeZone = 'UTC'");
            statement.execute(BASE);
            statement.execute(
                    "COPY (" + query + ") TO " + SqlQuoting.literal(file.toString()) + " (FORMAT " + format + ")");
            try (ResultSet rows = statement.executeQuery("SELECT count(*) FROM (" + query + ")")) {
                rows.next();
                return described(name, rows.getLong(1));
            }
        } catch (SQLException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public DataFile textFile(String name, String content, long rows) {
        return bytesFile(name, content.getBytes(StandardCharsets.UTF_8), rows);
    }

    public DataFile bytesFile(String name, byte[] content, long rows) {
        try {
            Files.createDirectories(path(name).getParent());
            Files.write(path(name), content);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return described(name, rows);
    }

    /** A file that is there, as its writer would describe it. */
    DataFile described(String name, long rows) {
        try {
            ArtifactRef ref = ArtifactRef.of(name, path(name));
            return new DataFile(name, ref.sha256(), ref.bytes(), rows);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public ResolvedDataset dataset(DataFile... files) {
        return dataset("dm_001", RULE, Optional.empty(), files);
    }

    public ResolvedDataset dataset(String id, String labelRule, Optional<Integer> maturityDays, DataFile... files) {
        FeatureDefinitionSet featureSet = new FeatureDefinitionSet("card_fraud_core", "v1");
        DatasetManifest manifest = new DatasetManifest(
                "learning.dataset_manifest.v0",
                id,
                "fingerprint-001",
                "platform_run",
                Optional.empty(),
                List.of(new DatasetManifest.ReplayBasis("fp.bus.traffic.v1", 0, "kafka_offset", "0", "99")),
                new DatasetManifest.LabelBasis(OffsetDateTime.parse(AS_OF), labelRule, maturityDays),
                featureSet,
                new DatasetManifest.Provenance("git:ofs", "r1", Optional.empty()));
        DatasetMaterialization materialization = new DatasetMaterialization(
                "learning.dataset_materialization.v0",
                id,
                "fingerprint-001",
                "platform_run",
                files[0].ref().endsWith(".parquet") ? Format.PARQUET : Format.CSV,
                List.of(files),
                List.of(files).stream().mapToLong(DataFile::rows).sum(),
                columns,
                eventIdKind,
                plausibleTimes,
                missing,
                csv);
        ArtifactRef anywhere = new ArtifactRef("anywhere.json", "0".repeat(64), 1);
        return new ResolvedDataset(anywhere, manifest, anywhere, materialization);
    }

    public TrainingProfile profile() {
        return profile(baseSeed);
    }

    private TrainingProfile profile(long baseSeed) {
        return new TrainingProfile(
                "mf.training.test",
                "r1",
                new FeatureDefinitionSet("card_fraud_core", "v1"),
                "learning.dataset_manifest.v0",
                TrainingProfile.SPLIT_RECIPE,
                strategy,
                unit,
                fractions,
                gapDays,
                Optional.of(minimumPartPositives),
                new TrainingProfile.SeedPolicy("mf.stage_seed.v1", baseSeed),
                leakage,
                plausibility,
                encoding,
                "xgboost_hist",
                hyperParameters,
                evaluation,
                excludeKnownCompromised,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** How the matrices are to be held. */
    public DatasetFixture matrices(MatrixSettings settings) {
        this.matrices = settings;
        return this;
    }

    public PreparedDataset prepare(DataFile... files) {
        return prepare(List.of(dataset(files)));
    }

    public PreparedDataset prepare(List<ResolvedDataset> datasets) {
        return prepare(datasets, baseSeed, HoldoutViews.none());
    }

    public PreparedDataset prepare(List<ResolvedDataset> datasets, long seed) {
        return prepare(datasets, seed, HoldoutViews.none());
    }

    public PreparedDataset prepare(HoldoutViews views, DataFile... files) {
        return prepare(List.of(dataset(files)), baseSeed, views);
    }

    private PreparedDataset prepare(List<ResolvedDataset> datasets, long seed, HoldoutViews views) {
        try (LocalArtifactStore store = new LocalArtifactStore(folder.resolve("store"))) {
            DatasetFileFetcher files = new DatasetFileFetcher(store);
            return new DatasetPreparer(scratch(), threads, "500MB", ProgressListener.none(), matrices, kept)
                    .prepare(datasets, file -> files.localFile(file, scratch()), profile(seed), STARTED, views);
        }
    }

    public Path scratch() {
        return folder.resolve("scratch");
    }
}
