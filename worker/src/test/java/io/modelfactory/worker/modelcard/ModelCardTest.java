package io.modelfactory.worker.modelcard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.artifact.Sha256;
import io.modelfactory.worker.evaluate.metric.Evaluator;
import io.modelfactory.worker.evidence.BuildWorkers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TimeZone;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;

class ModelCardTest {
    private static final String DOCTYPE = "<!DOCTYPE html>\n";

    /**
     * Bundles keep the cards that they were published with. If this test fails, the cards of all of them would be found
     * different: give the layout another name, unless no release has written this one yet.
     */
    @Test
    void thisLayoutHasTheseBytes() {
        ModelCard card = new CardFixture("some-text").card();

        assertThat(ModelCard.LAYOUT).isEqualTo("mf.model_card.v3");
        assertThat(Sha256.hex(card.content(CardFormat.MARKDOWN)))
                .isEqualTo("fa7b8844fb9ddf93bec58da4a6a9df89921fd9388c7b4736e8a1af95167f83b8");
        assertThat(Sha256.hex(card.content(CardFormat.HTML)))
                .isEqualTo("da72ceef61d8e933b6595cda1ce8b917453c550c753f38e42481e42e6ebca16a");
    }

    @ParameterizedTest
    @EnumSource
    void neitherLocaleNorTimeZoneChangesAByte(CardFormat form) {
        Locale locale = Locale.getDefault();
        TimeZone zone = TimeZone.getDefault();
        byte[] card = new CardFixture("some-text").card().content(form);
        try {
            Locale.setDefault(Locale.forLanguageTag("hi-IN-u-nu-deva"));
            TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Chatham"));
            assertThat(new CardFixture("some-text").card().content(form)).isEqualTo(card);
        } finally {
            Locale.setDefault(locale);
            TimeZone.setDefault(zone);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aCardNamesItsLayoutBeforeForeignText(CardFormat form) {
        ModelCard card = new CardFixture("mf.model_card.v9").card();

        assertThat(ModelCard.layoutOf(card.content(form))).contains(ModelCard.LAYOUT);
        assertThat(ModelCard.layoutOf("no card".getBytes(StandardCharsets.UTF_8)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"<script>alert(1)</script>", "\"><svg onload=alert(1)>", "</title></style>--><x>", "%s %n ${x}"})
    void hostileNamesCannotPutMarkupOnACard(String hostile) {
        ModelCard card = new CardFixture(hostile).card();

        Document html = XmlDocuments.parsed(text(card, CardFormat.HTML).substring(DOCTYPE.length()));
        assertThat(XmlDocuments.elements(html, "script")).isEmpty();
        assertThat(XmlDocuments.elements(html, "x")).isEmpty();
        assertThat(XmlDocuments.elements(html, "svg")).hasSize(7);
        assertThat(XmlDocuments.texts(html, "h1")).containsExactly(hostile + " / " + hostile);
        String markdown = text(card, CardFormat.MARKDOWN);
        assertThat(markdown.substring(markdown.indexOf('\n'))).doesNotContain("<");
    }

    @Test
    void itHasTheStandardHeadingsAndAPlotForEachQuestion() {
        Document html = XmlDocuments.parsed(
                text(new CardFixture("text").card(), CardFormat.HTML).substring(DOCTYPE.length()));

        assertThat(XmlDocuments.texts(html, "h2"))
                .containsExactly(
                        "Gate",
                        "Model details",
                        "Intended use",
                        "Factors",
                        "Metrics",
                        "Evaluation data",
                        "Training data",
                        "Quantitative analyses",
                        "Ethical considerations, caveats and recommendations",
                        "Provenance");
        assertThat(XmlDocuments.texts(html, "h3"))
                .containsExactly(
                        "ROC curve",
                        "Precision-recall curve",
                        "Calibration",
                        "Calibration by quantile",
                        "Cumulative gain",
                        "Score distribution",
                        "Feature importance");
        assertThat(XmlDocuments.texts(html, "dt"))
                .contains("What was trained?", "On what?", "By whom?", "Why did it pass?");
    }

    @Test
    void aPageNeedsNothingBesideItselfAndItsIdsAreUnique() {
        String page = text(new CardFixture("text").card(), CardFormat.HTML);
        Document html = XmlDocuments.parsed(page.substring(DOCTYPE.length()));

        assertThat(page).doesNotContain("http:", "https:", "url(", "@import");
        assertThat(List.of("script", "link", "img", "iframe"))
                .allSatisfy(element ->
                        assertThat(XmlDocuments.elements(html, element)).isEmpty());
        List<String> ids = XmlDocuments.attributes(html, "*", "id").stream()
                .filter(id -> !id.isEmpty())
                .toList();
        assertThat(ids).doesNotHaveDuplicates();
        assertThat(XmlDocuments.attributes(html, "a", "href"))
                .allSatisfy(href -> assertThat(ids).contains(href.substring(1)));
    }

    @Test
    void whatIsNotDefinedIsSaidNotToBeAndNeverDrawn() {
        ObjectNode metrics = Evaluator.metrics(new float[] {1, 1}, new float[] {0.2f, 0.3f}, 0.5, Map.of());

        ModelCard card = new CardFixture("text", metrics).card();

        assertThat(text(card, CardFormat.MARKDOWN))
                .contains("Undefined on these test rows: AUC ROC, Average precision, Log loss skill, Brier skill,"
                        + " Kolmogorov-Smirnov, Precision at 50")
                .contains("| AUC ROC | *undefined* |")
                .doesNotContain("NaN", "### ROC curve", "### Feature importance")
                .contains("### Calibration", "### Score distribution");
    }

    @Test
    void aFailedCheckIsReportedFirst() {
        CardFixture fixture = new CardFixture("text");
        fixture.receipt.put("gate_decision", "FAIL");
        fixture.receipt
                .withArray("checks")
                .add(CardFixture.check("max_ece", "ece", "<=", 0.1, 0.25).put("verdict", "FAIL"));
        fixture.receipt.withArray("reason_codes").add("MAX_ECE");

        assertThat(text(fixture.card(), CardFormat.MARKDOWN))
                .contains("**Gate failed: 1 of 4 checks**")
                .contains("**Why did it fail?:** ece is 0.25, at most 0.1 is required: by")
                .contains("| `max_ece` | all test rows | 0.25 | at most 0.1 | -0.15 | **FAIL** |")
                .contains("Reason codes: MAX_ECE.");
    }

    @Test
    void manyFeaturesAndFilesAreCutWithAWordAboutIt() {
        CardFixture fixture = new CardFixture("text");
        Map<String, Double> gains = new TreeMap<>();
        for (int feature = 0; feature < 40; feature++) {
            gains.put("feature_" + feature, feature + 1.0);
            fixture.plan
                    .withArray("/datasets/0/files")
                    .addObject()
                    .put("ref", "part-" + feature)
                    .put("rows", 1)
                    .put("bytes", 1)
                    .put("sha256", "45");
        }
        fixture.report.set("metrics", Evaluator.metrics(new float[] {1, 0}, new float[] {0.9f, 0.1f}, 0.5, gains));
        fixture.plan
                .withArray("/datasets/0/files")
                .addAll(fixture.plan.withArray("/datasets/0/files").deepCopy());

        String card = text(fixture.card(), CardFormat.MARKDOWN);

        assertThat(card).contains("The 20 highest of 40 are drawn.", "The 30 highest average gains");
        assertThat(card).contains("The first 50 of 82 data files; the plan has them all");
        assertThat(card).contains("| `feature_39` | 40 |").doesNotContain("| `feature_9` | 10 |");
    }

    @Test
    void theHeadlineSaysTheLeastMarginAndWhatTheThresholdDoes() {
        assertThat(text(new CardFixture("bad").card(), CardFormat.MARKDOWN))
                .contains("- Least margin: +0.05, auc_roc is 0.8, at least 0.75 is required (slice:bad=bad).")
                .contains("- At 0.5 it finds 100 of 100 positive test rows (label bad), and takes 0 of 1,900 others for"
                        + " positive.");
    }

    @Test
    void intervalsAreShownWhereTheReportHasThem() {
        CardFixture fixture = new CardFixture("text");
        assertThat(text(fixture.card(), CardFormat.MARKDOWN)).doesNotContain("interval");
        ObjectNode validation = fixture.report.withObject("/metrics").putObject("validation");
        validation.putObject("metrics").put("auc_roc", 0.91);
        ObjectNode intervals = validation.putObject("intervals").put("level", 0.95);
        intervals.putObject("bounds").putObject("auc_roc").put("low", 0.88).put("high", 0.94);
        assertThat(text(fixture.card(), CardFormat.MARKDOWN))
                .contains("| Metric | Value | 95% interval |")
                .contains("| AUC ROC | 0.9100 | 0.8800 to 0.9400 |");

        fixture.report
                .withObject("/metrics/intervals")
                .put("level", 0.95)
                .withObject("/metrics/auc_roc")
                .put("lower", 0.88)
                .put("upper", 0.94);
        assertThat(text(fixture.card(), CardFormat.MARKDOWN))
                .containsPattern("\\| AUC ROC \\| 1\\.0000 \\| 0\\.8800 to 0\\.9400 \\|");
    }

    @Test
    void aRareClassIsSeenBesideTheOther() {
        String card = text(CardFixture.ofRareClass().card(), CardFormat.MARKDOWN);

        assertThat(card).contains("the axis of rows is logarithmic", "### Calibration by quantile");
        assertThat(card.substring(card.indexOf("Calibration by tenth of the rows")))
                .containsPattern("\\| 5,800 \\| 0\\.\\d{4} \\| 0\\.01\\d\\d \\|");
    }

    @ParameterizedTest
    @EnumSource
    void onlyAPublishedBundleIsToBeVerified(CardFormat form) {
        ModelCard card = new CardFixture("text").card();

        assertThat(text(card, form)).contains("mf verify --bundle bundle_0123 v0-4567", "provenance.dsse.json");
        assertThat(text(card.unpublished(), form))
                .contains("The run has published no bundle", "mf verify tr_0123", "mf reproduce tr_0123")
                .doesNotContain("verify --bundle", "provenance.dsse.json");
    }

    @ParameterizedTest
    @EnumSource
    void theSigningKeyIsStatedAndWhoseBusinessVerificationIs(CardFormat form) {
        ObjectNode publisher = Json.object().put("release_id", "r").put("signing_key_id", "fedcba98");
        ModelCard signed =
                new CardFixture("text").card(new BuildWorkers(Optional.empty(), Optional.of(publisher), List.of()));

        assertThat(text(signed, form))
                .contains("Signed by its publisher with the key fedcba98", "no document can prove itself");
        assertThat(text(new CardFixture("text").card(), form))
                .contains("Its publisher had no key to sign it with")
                .doesNotContain("Signed by");
        assertThat(text(signed.unpublished(), form)).doesNotContain("fedcba98");
    }

    @Test
    void missingValuesAndDistributionsOfEachFeatureAreShown() {
        String card = text(new CardFixture("text").card(), CardFormat.MARKDOWN);

        assertThat(card)
                .contains("| Feature | Missing | Missing in test | 5% | 25% | Median | 75% | 95% | Median in test |")
                .contains("| `unused` | 25.00% | 0.00% | -1.5 | 0 | 12.3457 | 1234570 | 3000000000000 | 12.5 |")
                .contains("| `text` | 0.50% | 100.00% | `text` | 75.00% | *none* | *none* |");
    }

    @Test
    void aRecordWithoutDistributionsGivesACardWithoutThem() {
        CardFixture fixture = new CardFixture("text");
        fixture.executionRecord.withObject("/data_summary").remove("features");

        assertThat(text(fixture.card(), CardFormat.MARKDOWN)).doesNotContain("Median", "Most frequent");
    }

    @Test
    void commandsAreCodeAndSectionsFold() {
        Document html = XmlDocuments.parsed(
                text(new CardFixture("text").card(), CardFormat.HTML).substring(DOCTYPE.length()));

        assertThat(XmlDocuments.texts(html, "code")).contains("mf reproduce tr_0123");
        assertThat(XmlDocuments.texts(html, "summary")).hasSize(10).startsWith("Gate", "Model details");
        assertThat(XmlDocuments.attributes(html, "details", "open"))
                .hasSize(10)
                .containsOnly("open", "")
                .startsWith("open", "");
        assertThat(text(new CardFixture("text").card(), CardFormat.MARKDOWN))
                .contains("- `mf reproduce tr_0123` trains");
    }

    @Test
    void aCheckThatProvesNothingIsMarked() {
        assertThat(text(new CardFixture("text").card(), CardFormat.MARKDOWN))
                .contains("| at most 0.1 | +0.09 | **PASS, proves nothing** |", "passed as well by a constant score");
    }

    @Test
    void onFewPositivesNoStandardErrorIsStated() {
        ObjectNode onePositive =
                Evaluator.metrics(new float[] {1, 0, 0}, new float[] {0.9f, 0.1f, 0.2f}, 0.5, Map.of());

        assertThat(text(new CardFixture("text", onePositive).card(), CardFormat.MARKDOWN))
                .contains(
                        "3 test rows with 1 positive. With only 1 row of the rarer class every metric here may be far")
                .doesNotContain("Hanley", "error of AUC ROC is");
        assertThat(text(new CardFixture("text").card(), CardFormat.MARKDOWN))
                .contains("1 group of the test rows may be far off by chance");
    }

    @Test
    void onEnoughRowsOfBothClassesTheStandardErrorIsStated() {
        float[] labels = new float[200];
        float[] scores = new float[200];
        for (int row = 0; row < 200; row++) {
            labels[row] = row % 2;
            scores[row] = row * 7 % 10 / 10f + labels[row] / 20;
        }

        assertThat(text(
                        new CardFixture("text", Evaluator.metrics(labels, scores, 0.5, Map.of())).card(),
                        CardFormat.MARKDOWN))
                .contains("200 test rows with 100 positives. The standard error of AUC ROC is about 0.0");
    }

    @Test
    void aPerfectRankingHasNoStandardErrorOfZero() {
        float[] labels = new float[200];
        float[] scores = new float[200];
        for (int row = 0; row < 100; row++) {
            labels[row] = 1;
            scores[row] = 0.9f;
        }

        assertThat(text(
                        new CardFixture("text", Evaluator.metrics(labels, scores, 0.5, Map.of())).card(),
                        CardFormat.MARKDOWN))
                .contains("No standard error of AUC ROC is stated")
                .doesNotContain("error of AUC ROC is about");
    }

    /** Computed by hand from their formula. */
    @Test
    void theStandardErrorOfAnAreaIsHanleysAndMcNeils() {
        // Q1 = 0.8/1.2, Q2 = 1.28/1.8; (0.16 + 49 (Q1 - 0.64) + 99 (Q2 - 0.64)) / 5000 = 0.00170133
        assertThat(CaveatsSection.standardError(0.8, 50, 100)).isEqualTo(Math.sqrt(0.0017013333333333), within(1e-9));
        assertThat(CaveatsSection.standardError(1, 50, 100)).isZero();
    }

    private static String text(ModelCard card, CardFormat form) {
        return new String(card.content(form), StandardCharsets.UTF_8);
    }
}
