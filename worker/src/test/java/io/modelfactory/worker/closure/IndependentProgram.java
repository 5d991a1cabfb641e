package io.modelfactory.worker.closure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.modelfactory.worker.ChildJvm;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An independent program: one source file, public libraries, an empty environment, a process of its own. */
public final class IndependentProgram {
    private static final Path SOURCES =
            Path.of("src", "test", "resources", "independent").toAbsolutePath();
    private static final long TIMEOUT_SECONDS = 300;

    /** A class of each library that a consumer needs: Kafka's client with the codec in use, Avro with its JSON. */
    private static final List<String> CONSUMER = List.of(
            "org.apache.kafka.clients.consumer.KafkaConsumer",
            "net.jpountz.lz4.LZ4Factory",
            "org.apache.avro.Schema",
            "com.fasterxml.jackson.databind.ObjectMapper",
            "com.fasterxml.jackson.core.JsonFactory",
            "com.fasterxml.jackson.annotation.JsonInclude",
            "org.slf4j.Logger");

    private static final List<String> JSON = List.of(
            "com.fasterxml.jackson.databind.ObjectMapper",
            "com.fasterxml.jackson.core.JsonFactory",
            "com.fasterxml.jackson.annotation.JsonInclude");

    /** The same for a validator of JSON Schemas, and for XGBoost. */
    private static final List<String> VALIDATOR = List.of(
            "com.networknt.schema.SchemaRegistry",
            "com.ethlo.time.ITU",
            "com.fasterxml.jackson.dataformat.yaml.YAMLFactory",
            "org.yaml.snakeyaml.Yaml",
            "ml.dmlc.xgboost4j.java.Booster",
            "com.esotericsoftware.kryo.Kryo",
            "org.apache.commons.logging.LogFactory");

    private final Path source;
    private final Set<Path> libraries;
    private final List<String> command;

    private IndependentProgram(String source, Set<Path> libraries) {
        this(
                source,
                libraries,
                ChildJvm.command(
                        "--class-path",
                        libraries.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator))));
    }

    /** @param interpreter that the source and its arguments follow */
    private IndependentProgram(String source, Set<Path> libraries, List<String> interpreter) {
        this.source = SOURCES.resolve(source);
        this.libraries = libraries;
        this.command = interpreter;
    }

    /** Prints what topics hold. */
    static IndependentProgram topicPrinter() {
        return new IndependentProgram("TopicPrinter.java", librariesOf(CONSUMER));
    }

    /** Judges the bundle that was published last. */
    static IndependentProgram registryReader() {
        List<String> both = new ArrayList<>(CONSUMER);
        both.addAll(VALIDATOR);
        return new IndependentProgram("RegistryReader.java", librariesOf(both));
    }

    /** Finds the parts of a published bundle's rows. */
    public static IndependentProgram splitReader() {
        return new IndependentProgram("SplitReader.java", librariesOf(JSON));
    }

    /** Encodes rows for a published bundle and scores them. */
    public static IndependentProgram encodingReader() {
        List<String> both = new ArrayList<>(JSON);
        both.addAll(VALIDATOR);
        return new IndependentProgram("EncodingReader.java", librariesOf(both));
    }

    /** Scores a published bundle's golden vectors rightly, and with mistakes. */
    public static IndependentProgram goldenScorer() {
        return new IndependentProgram("GoldenScorer.java", librariesOf(JSON));
    }

    /** Turns a row into the reasons of its score by a published bundle, with the libraries that train. */
    public static IndependentProgram reasonReader() {
        List<String> all = new ArrayList<>(JSON);
        all.addAll(VALIDATOR);
        all.add("com.microsoft.ml.lightgbm.lightgbmlib");
        all.add("com.sun.jna.Native");
        return new IndependentProgram("ReasonReader.java", librariesOf(all));
    }

    /**
     * Scores rows with a published bundle and lists their reasons, in Python and without libraries. Skips the test
     * where there is no Python; in CI, where {@code .ci/run} installs it, that is a failure.
     */
    public static IndependentProgram pythonReasonReader() {
        Optional<Path> python = Stream.concat(
                        Stream.of("/usr/bin"), Stream.of(System.getenv("PATH").split(":")))
                .map(directory -> Path.of(directory, "python3"))
                .filter(Files::isExecutable)
                .findFirst();
        if ("true".equals(System.getenv("CI"))) {
            assertThat(python).as("Python, which .ci/run installs").isPresent();
        }
        assumeTrue(python.isPresent(), "no python3 on this machine, so no bundle is scored without our libraries");
        return new IndependentProgram(
                "reason_reader.py", Set.of(), List.of(python.orElseThrow().toString(), "-I"));
    }

    /** @param output what it printed */
    public record ProgramResult(int exitCode, String output) {}

    /** Its complaints go to a log beside the evidence. */
    public ProgramResult run(Path log, List<String> arguments) {
        List<String> all = new ArrayList<>(command);
        all.add(source.toString());
        all.addAll(arguments);
        try {
            Path output = Files.createTempFile("independent", ".out");
            ProcessBuilder builder = new ProcessBuilder(all)
                    .directory(Files.createTempDirectory("independent").toFile())
                    .redirectOutput(output.toFile())
                    .redirectError(log.toFile());
            builder.environment().clear();
            Process process = builder.start();
            if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException(source + " does not end, see " + log);
            }
            return new ProgramResult(process.exitValue(), Files.readString(output));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Whether a JVM with this class path finds a class. */
    boolean knows(String className) {
        URL[] urls = libraries.stream().map(IndependentProgram::url).toArray(URL[]::new);
        try (URLClassLoader loader = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader())) {
            return loader.loadClass(className) != null;
        } catch (ClassNotFoundException unknown) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<Path> librariesOf(List<String> classNames) {
        Set<Path> found = new LinkedHashSet<>();
        for (String name : classNames) {
            try {
                found.add(Path.of(Class.forName(name)
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI()));
            } catch (ClassNotFoundException | URISyntaxException e) {
                throw new IllegalStateException(e);
            }
        }
        return found;
    }

    private static URL url(Path library) {
        try {
            return library.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(e);
        }
    }
}
