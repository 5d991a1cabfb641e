package io.modelfactory.spark;

import io.modelfactory.worker.algorithm.ClusterTraining;
import io.modelfactory.worker.algorithm.TrainingCluster;
import io.modelfactory.worker.artifact.folder.FolderTree;
import io.modelfactory.worker.progress.ProgressListener;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/** A {@link MatrixJob} with its executors, to which trainings are given one after the other. */
final class MatrixCluster implements AutoCloseable {
    private final Process driver;
    private final Path shared;
    private final PrintWriter questions;
    private final BufferedReader answers;

    private MatrixCluster(Process driver, Path shared) {
        this.driver = driver;
        this.shared = shared;
        this.questions = new PrintWriter(driver.outputWriter(StandardCharsets.UTF_8), true);
        this.answers = driver.inputReader(StandardCharsets.UTF_8);
    }

    static MatrixCluster start(StandaloneCluster cluster, Path shared, int executors) throws IOException {
        Path jobJars = Path.of(System.getProperty("mf.spark.job.jars"));
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (String opened : List.of("java.lang", "java.lang.invoke", "java.nio", "java.util", "sun.nio.ch")) {
            line.add("--add-opens=java.base/" + opened + "=ALL-UNNAMED");
        }
        line.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp"));
        line.add(cluster.home().resolve("jars") + "/*");
        line.addAll(List.of("org.apache.spark.deploy.SparkSubmit", "--master", cluster.master()));
        line.addAll(List.of("--class", MatrixJob.class.getName(), "--jars", jars(jobJars)));
        for (String setting : List.of(
                "spark.executor.cores=1",
                "spark.cores.max=" + executors,
                "spark.executor.memory=512m",
                "spark.executorEnv.OMP_NUM_THREADS=1",
                "spark.driver.host=127.0.0.1",
                "spark.ui.enabled=false",
                "spark.log.level=WARN")) {
            line.addAll(List.of("--conf", setting));
        }
        line.addAll(List.of(jobJar(shared.resolveSibling("matrix.jar")).toString(), String.valueOf(executors)));
        ProcessBuilder builder = new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("SPARK_HOME", cluster.home().toString());
        builder.environment().put("SPARK_SCALA_VERSION", "2.13");
        return new MatrixCluster(builder.start(), shared);
    }

    private static String jars(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return String.join(
                    ",",
                    files.map(Path::toString)
                            .filter(name -> name.endsWith(".jar"))
                            .toList());
        }
    }

    /** Spark takes its application from a jar only. */
    private static Path jobJar(Path jar) throws IOException {
        String name = MatrixJob.class.getName().replace('.', '/') + ".class";
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                InputStream content = Objects.requireNonNull(MatrixJob.class.getResourceAsStream("/" + name))) {
            out.putNextEntry(new JarEntry(name));
            content.transferTo(out);
        }
        return jar;
    }

    /** The same cluster for trainings of so many tasks. */
    TrainingCluster of(int tasks) {
        return new TrainingCluster() {
            @Override
            public int tasks() {
                return tasks;
            }

            @Override
            public ClusterTraining open() {
                try {
                    return training(Files.createTempDirectory(shared, "matrix-"), tasks);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
    }

    private ClusterTraining training(Path folder, int tasks) {
        return new ClusterTraining() {
            @Override
            public Path folder() {
                return folder;
            }

            @Override
            public byte[] train(ProgressListener progress) {
                questions.println(tasks + " " + folder);
                try {
                    return Files.readAllBytes(Path.of(answer()));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }

            @Override
            public void close() {
                try {
                    FolderTree.delete(folder);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
    }

    private String answer() throws IOException {
        for (String line = answers.readLine(); line != null; line = answers.readLine()) {
            if (line.startsWith(MatrixJob.ANSWER)) {
                return line.substring(MatrixJob.ANSWER.length());
            }
        }
        throw new IOException("the job has ended; its log says why");
    }

    @Override
    public void close() {
        questions.close();
        driver.destroyForcibly();
    }
}
