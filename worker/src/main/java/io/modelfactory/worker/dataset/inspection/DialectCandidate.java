package io.modelfactory.worker.dataset.inspection;

import io.modelfactory.worker.dataset.file.QuotedText;
import io.modelfactory.worker.dataset.inspection.OpenQuestion.Choice;
import io.modelfactory.worker.resolve.CsvDialect;
import io.modelfactory.worker.resolve.CsvDialect.Encoding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** A dialect that a file may have, and the first records by it. */
record DialectCandidate(CsvDialect dialect, List<List<String>> records) {
    private static final Pattern NUMBER = Pattern.compile("\\s*[+-]?(\\d+[.,]?\\d*|[.,]\\d+)([eE][+-]?\\d+)?\\s*");
    private static final Pattern COMMA_NUMBER = Pattern.compile("\\s*[+-]?\\d*,\\d+\\s*");
    private static final Pattern POINT_NUMBER = Pattern.compile("\\s*[+-]?\\d*\\.\\d+\\s*");

    /** Such as 1,250: a little more than one, or more than a thousand. */
    private static final Pattern GROUPED_NUMBER = Pattern.compile("\\s*[+-]?[1-9]\\d{0,2},\\d{3}\\s*");

    int width() {
        return records.isEmpty() ? 0 : records.get(0).size();
    }

    boolean isUniform() {
        return records.stream().allMatch(record -> record.size() == width());
    }

    /** What is as by default is left out. A first record with a number is no header, unless a column says otherwise. */
    CsvDialect declared() {
        boolean bare = firstHasNumber() && !firstNamesNumbers();
        return new CsvDialect(
                other(dialect.delimiter(), ","),
                other(dialect.quote(), "\""),
                other(dialect.escape(), "\""),
                other(dialect.encoding(), Encoding.UTF_8),
                other(dialect.decimal().or(this::decimal), "."),
                other(dialect.header().or(() -> Optional.of(!bare)), true),
                dialect.compression());
    }

    private static <T> Optional<T> other(Optional<T> value, T byDefault) {
        return value.filter(found -> !found.equals(byDefault));
    }

    private Optional<String> decimal() {
        return commaNumbers().isEmpty() || hasField(POINT_NUMBER) ? Optional.empty() : Optional.of(",");
    }

    private List<String> commaNumbers() {
        return dialect.delimiterChar() == ',' ? List.of() : fields(COMMA_NUMBER);
    }

    private boolean hasField(Pattern pattern) {
        return !fields(pattern).isEmpty();
    }

    private List<String> fields(Pattern pattern) {
        return records.stream()
                .flatMap(List::stream)
                .filter(field -> pattern.matcher(field).matches())
                .toList();
    }

    private boolean firstHasNumber() {
        return records.size() > 1 && records.get(0).stream().anyMatch(DialectCandidate::isNumber);
    }

    /** Whether a column has a text first and nothing but numbers after it, as under a name. */
    private boolean firstNamesNumbers() {
        return IntStream.range(0, width())
                .anyMatch(column -> !isNumber(records.get(0).get(column)) && isNumberedBelowFirst(column));
    }

    private boolean isNumberedBelowFirst(int column) {
        List<String> below = records.stream()
                .skip(1)
                .map(record -> record.get(column))
                .filter(field -> !field.isBlank())
                .toList();
        return !below.isEmpty() && below.stream().allMatch(DialectCandidate::isNumber);
    }

    private static boolean isNumber(String field) {
        return NUMBER.matcher(field).matches();
    }

    /** What candidates of the same width leave open. */
    static List<OpenQuestion> open(List<DialectCandidate> candidates) {
        DialectCandidate first = candidates.get(0);
        List<OpenQuestion> open = new ArrayList<>();
        if (first.width() > 1) {
            between(
                            candidates,
                            "--delimiter",
                            "field separator",
                            candidate -> candidate.dialect.delimiterChar() == '\t'
                                    ? "tab"
                                    : String.valueOf(candidate.dialect.delimiterChar()))
                    .ifPresent(open::add);
            between(
                            candidates.stream()
                                    .filter(other -> other.dialect.delimiter().equals(first.dialect.delimiter()))
                                    .toList(),
                            "--escape",
                            "escape of quotes",
                            candidate -> candidate.dialect.escapeText())
                    .ifPresent(open::add);
        }
        first.openDecimal().ifPresent(open::add);
        first.openHeader().ifPresent(open::add);
        return open;
    }

    private static Optional<OpenQuestion> between(
            List<DialectCandidate> candidates, String option, String what, Function<DialectCandidate, String> value) {
        List<DialectCandidate> different = new ArrayList<>();
        for (DialectCandidate candidate : candidates) {
            if (different.stream()
                    .noneMatch(other -> other.records.equals(candidate.records)
                            || value.apply(other).equals(value.apply(candidate)))) {
                different.add(candidate);
            }
        }
        return different.size() < 2
                ? Optional.empty()
                : Optional.of(new OpenQuestion(
                        "the records can be read by more than one " + what + "; say which by " + option,
                        different.stream()
                                .map(candidate -> Choice.of(
                                        "the first record begins with "
                                                + QuotedText.of(
                                                        candidate.records.get(0).get(0)),
                                        option,
                                        value.apply(candidate)))
                                .toList()));
    }

    private Optional<OpenQuestion> openDecimal() {
        List<String> commas = commaNumbers();
        boolean grouped = !commas.isEmpty()
                && commas.stream()
                        .allMatch(field -> GROUPED_NUMBER.matcher(field).matches());
        return dialect.decimal().isPresent() || !grouped || hasField(POINT_NUMBER)
                ? Optional.empty()
                : Optional.of(new OpenQuestion(
                        "in numbers such as " + commas.get(0).strip()
                                + " the comma may be a decimal mark or group thousands; say which by --decimal , or"
                                + " --decimal .",
                        List.of(
                                Choice.of("a decimal mark", "--decimal", ","),
                                Choice.of("groups of thousands; such fields are texts", "--decimal", "."))));
    }

    private Optional<OpenQuestion> openHeader() {
        return dialect.header().isPresent() || !firstHasNumber() || !firstNamesNumbers()
                ? Optional.empty()
                : Optional.of(new OpenQuestion(
                        "the first record has numbers, and texts above numbers; say by --header or --no-header whether"
                                + " it names the columns",
                        List.of(
                                Choice.of("it names the columns", "--header"),
                                Choice.of("it is a row like the others", "--no-header"))));
    }
}
