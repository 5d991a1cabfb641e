package io.modelfactory.spark;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * A driver for many trainings, one after the other: each line of its input names a folder of shards and how many they
 * are, and is answered by the name of the model's file.
 */
public final class MatrixJob {
    /** Comes before an answer, which a log does not. */
    static final String ANSWER = "model: ";

    private MatrixJob() {}

    /** @param args executors to wait for */
    public static void main(String[] args) throws Exception {
        SparkConf conf = new SparkConf();
        int executors = Integer.parseInt(args[0]);
        try (JavaSparkContext spark = new JavaSparkContext(conf);
                BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            new ClusterRequirements(executors, 120, true).awaitExecutors(spark);
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Path folder = Path.of(line.substring(line.indexOf(' ') + 1));
                int tasks = Integer.parseInt(line.substring(0, line.indexOf(' ')));
                byte[] model = new BarrierTraining(spark, 1, round -> {}).train(JobShards.read(folder), tasks);
                System.out.println(ANSWER + Files.write(folder.resolve("model"), model));
            }
        }
    }
}
