package io.modelfactory.worker.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.progress.TrainingRound.ValidationMetric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoundFileTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void theLastRoundIsReadAsItWasWritten() {
        TrainingRound first =
                new TrainingRound(1, 9, Optional.of(new ValidationMetric("log_loss", 0.12345678901234568)));
        TrainingRound last = new TrainingRound(9, 9, Optional.empty());

        assertThat(RoundFile.read(folder)).isEmpty();
        RoundFile.write(folder, RoundFile.text(first));
        assertThat(RoundFile.read(folder)).contains(first);
        RoundFile.write(folder, RoundFile.text(last));
        assertThat(RoundFile.read(folder)).contains(last);
    }

    @Test
    void whatIsNoRoundIsNone() throws IOException {
        Files.writeString(folder.resolve("round"), "half a");

        assertThat(RoundFile.read(folder)).isEmpty();
    }
}
