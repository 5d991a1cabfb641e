package io.modelfactory.worker.execution;

import io.modelfactory.worker.ledger.run.RunRecord;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A champion that was really published, for challengers to be compared with. */
abstract class PublishedChampion {
    @TempDir
    Path folder = Path.of("");

    StageFixture factory;
    ChampionFixture fixture;
    RunRecord champion;

    @BeforeEach
    final void publishAChampion() throws IOException {
        factory = new StageFixture(folder.resolve("one"), 1);
        fixture = new ChampionFixture(factory);
        champion = fixture.publishChampion();
    }

    @AfterEach
    final void closeFactory() {
        factory.close();
    }
}
