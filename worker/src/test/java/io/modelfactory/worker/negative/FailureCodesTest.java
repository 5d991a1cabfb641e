package io.modelfactory.worker.negative;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.negative.NegativePath.Family;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The worker, the page for operators and the matrix of negative paths name the same failure codes. */
class FailureCodesTest {
    private static final Path PAGE = Path.of("../runbooks/failure-codes.md");
    private static final Pattern SECTION = Pattern.compile("(?ms)^## ([A-Z_]+)$(.*?)(?=^## |\\z)");
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| `([A-Z_]+)` \\| ([^|]+) \\| ([^|]+) \\| (yes|no) \\| ([^|]+) \\|$");
    private static final Pattern ANY_ROW = Pattern.compile("(?m)^\\| `");

    /** A row of the page's tables. */
    private record DocumentedCode(String code, String category, String requesterSees, boolean retryable) {}

    @Test
    void thePageListsEveryCodeOnceWithCategoryAndRetryability() throws IOException {
        assertThat(documentedCodes())
                .extracting(row -> row.code() + " " + row.category() + " " + row.retryable())
                .containsExactlyElementsOf(Arrays.stream(FailureCode.values())
                        .map(code -> code + " " + code.category() + " " + code.retryable())
                        .toList());
    }

    @Test
    void noRowOfThePageIsOverlooked() throws IOException {
        assertThat(ANY_ROW.matcher(Files.readString(PAGE)).results()).hasSameSizeAs(documentedCodes());
    }

    @Test
    void thePageStatesWhatTheMatrixShows() throws IOException {
        Map<String, String> requesterSees = documentedCodes().stream()
                .collect(Collectors.toMap(DocumentedCode::code, DocumentedCode::requesterSees));

        for (NegativePath path : paths().toList()) {
            path.code()
                    .ifPresent(code -> assertThat(requesterSees.get(code.name()))
                            .as(path.toString())
                            .contains(describe(path.expectedOutcome())));
        }
    }

    @Test
    void everyCodeIsProvokedOrExplained() {
        Set<FailureCode> covered = NegativePaths.provoked();
        assertThat(covered).doesNotContainAnyElementsOf(NegativePaths.UNREACHABLE.keySet());

        covered.addAll(NegativePaths.UNREACHABLE.keySet());
        assertThat(covered).isEqualTo(EnumSet.allOf(FailureCode.class));
    }

    @Test
    void everyEntryHasANameOfItsOwn() {
        Set<String> names = paths().map(NegativePath::toString).collect(Collectors.toCollection(TreeSet::new));
        assertThat(names).hasSameSizeAs(paths().toList());
    }

    /** Refused references concern runs and damaged evidence any stage; a code still belongs to one family. */
    @Test
    void everyCodeBelongsToTheFamilyOfItsCategory() {
        for (Family family : NegativePaths.families()) {
            assertThat(family.paths().stream().map(NegativePath::code).flatMap(Optional::stream))
                    .allMatch(code -> code.category().name().equals(family.name()));
        }
    }

    private static Stream<NegativePath> paths() {
        return NegativePaths.families().stream().map(Family::paths).flatMap(List::stream);
    }

    private static String describe(ExpectedOutcome ending) {
        return switch (ending) {
            case REFUSED -> "`FAILED`, no run";
            case RETRY_REFUSED -> "`FAILED`, run untouched";
            case RUN_FAILS -> "`FAILED`, run in FAIL";
            case GATE_FAILS -> "`GATE_FAIL`, run in FAIL";
            case PUBLICATION_PENDS -> "`PUBLISH_PENDING`, run in PUBLISH_PENDING";
            case DEAD_LETTER -> "";
        };
    }

    private static List<DocumentedCode> documentedCodes() throws IOException {
        Map<String, String> sections = new LinkedHashMap<>();
        SECTION.matcher(Files.readString(PAGE))
                .results()
                .forEach(section -> sections.put(section.group(1), section.group(2)));
        return sections.entrySet().stream()
                .flatMap(section ->
                        ROW.matcher(section.getValue()).results().map(row -> documentedCodes(section.getKey(), row)))
                .toList();
    }

    private static DocumentedCode documentedCodes(String category, MatchResult row) {
        return new DocumentedCode(
                row.group(1), category, row.group(3), row.group(4).equals("yes"));
    }
}
