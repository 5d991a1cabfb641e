package io.modelfactory.worker.config;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An amount of memory as profiles write it: {@code 1GB} is a thousand million bytes, {@code 1GiB} is 2 to the power of
 * 30.
 */
public record DataSize(@JsonValue String text) {
    private static final Pattern AMOUNT = Pattern.compile("([0-9]{1,6}(?:\\.[0-9]+)?) ?([MGT])(i?)B");

    public DataSize {
        if (!isValid(text)) {
            throw new IllegalArgumentException("not an amount of memory: " + text);
        }
    }

    static boolean isValid(String text) {
        return AMOUNT.matcher(text).matches();
    }

    public long bytes() {
        Matcher parts = AMOUNT.matcher(text);
        if (!parts.matches()) {
            throw new IllegalStateException(text);
        }
        int power = 2 + "MGT".indexOf(parts.group(2));
        double unit = Math.pow(parts.group(3).isEmpty() ? 1000 : 1024, power);
        return (long) (Double.parseDouble(parts.group(1)) * unit);
    }

    @Override
    public String toString() {
        return text;
    }
}
