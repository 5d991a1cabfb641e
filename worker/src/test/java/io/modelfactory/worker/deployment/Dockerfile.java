package io.modelfactory.worker.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.artifact.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/** The last stage of an image's definition, as far as it decides what runs: what an engine would take from it. */
public final class Dockerfile {
    public static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
    static final Path FILE = PROJECT.resolve("deploy/Dockerfile");
    private static final Path SPARK_FILE = PROJECT.resolve("deploy/spark.Dockerfile");

    private static final Pattern ASSIGNMENT = Pattern.compile("([A-Za-z_.]+)=(\"[^\"]*\"|\\S+)");
    private static final Pattern FLAG = Pattern.compile("--(\\w+)=(\\S+)");

    private final List<Instruction> all;
    private final List<Instruction> last;

    /** One instruction, its continued lines joined. */
    record Instruction(String name, String arguments) {}

    /**
     * A copy from another stage.
     *
     * @param from the stage's name
     * @param target absolute, as the working directory completes it
     */
    public record CopyInstruction(String from, String source, String target, String owner) {}

    private Dockerfile(List<Instruction> all) {
        this.all = all;
        List<String> names = all.stream().map(Instruction::name).toList();
        this.last = all.subList(names.lastIndexOf("FROM"), all.size());
    }

    /** Of the worker. */
    public static Dockerfile read() {
        return read(FILE);
    }

    /** Of the worker that submits jobs to Spark, which is another layer on the worker's image. */
    static Dockerfile readSpark() {
        return read(SPARK_FILE);
    }

    private static Dockerfile read(Path file) {
        try {
            List<Instruction> instructions = new ArrayList<>();
            String text = Files.readString(file).replaceAll("(?m)^#.*\n", "").replaceAll("\\\\\n\\s*", " ");
            for (String line : text.split("\n", -1)) {
                if (!line.isBlank()) {
                    String[] parts = line.strip().split("\\s+", 2);
                    instructions.add(new Instruction(parts[0], parts[1]));
                }
            }
            return new Dockerfile(instructions);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The images that the stages begin with, as the defaults of their build arguments name them. */
    List<String> baseImages() {
        return all.stream()
                .filter(each -> each.name().equals("ARG") && each.arguments().contains("_IMAGE="))
                .map(each -> each.arguments().split("=", 2)[1])
                .toList();
    }

    /** The instructions of the last stage. */
    List<String> lastStage() {
        return last.stream().map(Instruction::name).toList();
    }

    /** Of all stages, in their order. */
    List<String> arguments(String instruction) {
        return all.stream()
                .filter(each -> each.name().equals(instruction))
                .map(Instruction::arguments)
                .toList();
    }

    List<String> stageImages() {
        return all.stream()
                .filter(each -> each.name().equals("FROM"))
                .map(each -> each.arguments().split(" ", 2)[0])
                .toList();
    }

    /** The command line of the container, up to what {@link #command} or a manifest's {@code args} add. */
    public List<String> entryPoint() {
        return words(only("ENTRYPOINT"));
    }

    public List<String> command() {
        return words(only("CMD"));
    }

    public List<String> healthCheck() {
        String check = only("HEALTHCHECK");
        return words(check.substring(check.indexOf("CMD ") + 4));
    }

    public Map<String, String> environment() {
        return assignments("ENV");
    }

    Map<String, String> labels() {
        return assignments("LABEL");
    }

    public String workingDirectory() {
        return only("WORKDIR");
    }

    public String volume() {
        return only("VOLUME");
    }

    String port() {
        return only("EXPOSE");
    }

    /** Numeric, as {@code user:group}. */
    public String user() {
        return only("USER");
    }

    public List<CopyInstruction> copies() {
        return last.stream()
                .filter(each -> each.name().equals("COPY"))
                .map(each -> copy(each.arguments()))
                .toList();
    }

    private CopyInstruction copy(String arguments) {
        Map<String, String> flags = new LinkedHashMap<>();
        Matcher flag = FLAG.matcher(arguments);
        while (flag.find()) {
            flags.put(flag.group(1), flag.group(2));
        }
        String[] paths = FLAG.matcher(arguments).replaceAll("").strip().split("\\s+", -1);
        Path target = Path.of(paths[1]);
        String absolute = target.isAbsolute()
                ? target.toString()
                : Path.of(workingDirectory()).resolve(target).toString();
        return new CopyInstruction(flags.getOrDefault("from", ""), paths[0], absolute, flags.getOrDefault("chown", ""));
    }

    private String only(String name) {
        List<String> found = last.stream()
                .filter(each -> each.name().equals(name))
                .map(Instruction::arguments)
                .toList();
        if (found.size() != 1) {
            throw new AssertionError("the last stage has not one " + name + ": " + found);
        }
        return found.get(0);
    }

    private Map<String, String> assignments(String name) {
        Map<String, String> values = new LinkedHashMap<>();
        Matcher assignment = ASSIGNMENT.matcher(only(name));
        while (assignment.find()) {
            values.put(assignment.group(1), assignment.group(2).replace("\"", ""));
        }
        return values;
    }

    /** The form that needs no shell; the other would need one that the image has not. */
    private static List<String> words(String json) {
        try {
            JsonNode words = Json.parse(json.getBytes(StandardCharsets.UTF_8));
            return StreamSupport.stream(words.spliterator(), false)
                    .map(JsonNode::asText)
                    .toList();
        } catch (IOException e) {
            throw new AssertionError("not a list of words: " + json, e);
        }
    }
}
