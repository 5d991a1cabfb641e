package io.modelfactory.worker.algorithm.xgboost;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.algorithm.FeatureConstraints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page on training profiles has every hyper-parameter, with its bounds, its default and its other names. */
class TrainingProfilePageTest {
    @Test
    void thePageListsWhatTheTrainerTakes() throws IOException {
        String page = Files.readString(Path.of("..", "runbooks", "training-profiles.md"));

        String section = page.substring(
                page.indexOf("`xgboost_hist`\n"), page.indexOf("## Hyper-parameters of `xgboost_hist_pinned`"));

        assertThat(section.lines().filter(line -> line.matches("\\| `\\w+` \\| a (whole )?number .*")))
                .containsExactlyElementsOf(Stream.of(XgboostParameter.values())
                        .map(TrainingProfilePageTest::row)
                        .toList());
    }

    @Test
    void thePageListsWhatThePinnedTrainerTakesBeside() throws IOException {
        String page = Files.readString(Path.of("..", "runbooks", "training-profiles.md"));

        for (PinnedParameter parameter : PinnedParameter.values()) {
            assertThat(page)
                    .contains("| `%s` | %s | %s |"
                            .formatted(parameter.name(), parameter.expectation(), parameter.unset()));
        }
        assertThat(FeatureConstraints.NAMES).allSatisfy(name -> assertThat(page).contains("| `" + name + "` |"));
        assertThat(page).contains("| `" + PinnedParameters.GROW_POLICY + "` |");
    }

    private static String row(XgboostParameter parameter) {
        String names =
                parameter.otherNames().stream().map(name -> "`" + name + "`").collect(Collectors.joining(", "));
        return "| `%s` | %s | %s | %s|"
                .formatted(
                        parameter.name(),
                        parameter.expectation(),
                        parameter.unset(),
                        names.isEmpty() ? "" : names + " ");
    }
}
