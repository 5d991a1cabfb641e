package io.modelfactory.spark;

import io.modelfactory.worker.training.process.spark.SparkCluster;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * A job that has all a training needs but its rows: its result is the names of the machines that its tasks have run on.
 * Before a run needs it, it shows whether the cluster starts so many executors at the same time, whether they reach the
 * driver and each other and can train ({@link ClusterWarmUp}), and whether they see the folder that shards would lie
 * in.
 */
public final class RehearsalJob {
    private RehearsalJob() {}

    /** @param args see {@link DriverProcess#of} */
    public static void main(String[] args) throws IOException {
        DriverProcess driver = DriverProcess.of(args);
        driver.run(spark -> rehearse(spark, driver));
    }

    private static byte[] rehearse(JavaSparkContext spark, DriverProcess job) {
        Path shared = job.given().resolve(SparkCluster.SHARED_FILE);
        List<Integer> numbers = IntStream.range(0, job.tasks()).boxed().toList();
        ClassTag<TaskPlace> type = ClassTag$.MODULE$.apply(TaskPlace.class);
        TaskPlace[] places = (TaskPlace[]) spark.parallelize(numbers, job.tasks())
                .rdd()
                .barrier()
                .mapPartitions(new RehearsalTask(shared), false, type)
                .collect();
        String blind = hosts(places, false);
        if (!blind.isEmpty() && Files.exists(shared)) {
            throw new JobRefusedException(
                    "NO_SHARED_FOLDER",
                    blind + " cannot read " + job.given().getParent() + ", or is another user there");
        }
        return Stream.of(hosts(places, true), blind)
                .filter(hosts -> !hosts.isEmpty())
                .collect(Collectors.joining(", "))
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String hosts(TaskPlace[] places, boolean readsFolder) {
        return Arrays.stream(places)
                .filter(place -> place.readsFolder() == readsFolder)
                .map(TaskPlace::host)
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
    }
}
