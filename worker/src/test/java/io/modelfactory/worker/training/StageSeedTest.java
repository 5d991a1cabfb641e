package io.modelfactory.worker.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.resolve.TrainingProfile.SeedPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class StageSeedTest {

    @Test
    void theSeedIsTheOneThatTheContractsWorkOut() throws IOException {
        int seed = StageSeed.of(new SeedPolicy("mf.stage_seed.v1", 17), "tr_1", List.of("bb", "aa", "bb"));

        assertThat(seed).isEqualTo(1_781_544_133);
        assertThat(Files.readString(Path.of("..", "contracts", "README.md"))).contains("prints " + seed + ".");
    }
}
