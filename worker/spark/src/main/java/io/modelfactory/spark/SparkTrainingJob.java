package io.modelfactory.spark;

import io.modelfactory.worker.progress.RoundFile;
import java.io.IOException;

/** A training: its result is the model. */
public final class SparkTrainingJob {
    private SparkTrainingJob() {}

    /** @param args see {@link DriverProcess#of} */
    public static void main(String[] args) throws IOException {
        DriverProcess driver = DriverProcess.of(args);
        driver.run(spark -> new BarrierTraining(
                        spark, driver.threads(), round -> RoundFile.write(driver.results(), round))
                .train(JobShards.read(driver.given()), driver.tasks()));
    }
}
