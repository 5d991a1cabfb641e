package io.modelfactory.worker.config;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the principal of a person is made of claims: {@code HUMAN::{name}}. A claim takes one place and no more: it holds
 * letters, digits and {@code . _ @ + -} only, so that no one can sign in under a name that has a separator and looks
 * like another's.
 */
public record PrincipalTemplate(@JsonValue String text) {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([A-Za-z0-9_.-]{1,64})}");
    private static final Pattern TEMPLATE =
            Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.@+/:-]{0,63}\\{[A-Za-z0-9_.-]{1,64}}[A-Za-z0-9_.@+/:{}-]{0,128}");
    private static final Pattern CLAIM = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}._@+-]{0,127}");

    /** @throws IllegalArgumentException if it is no fixed beginning with a claim in braces after it */
    public PrincipalTemplate {
        if (!TEMPLATE.matcher(text).matches()
                || PLACEHOLDER.matcher(text).replaceAll("").matches(".*[{}].*")) {
            throw new IllegalArgumentException(
                    "must be a fixed beginning and the name of a claim in braces, such as HUMAN::{name}");
        }
    }

    /** Names of the claims that it needs. */
    public List<String> claims() {
        List<String> names = new ArrayList<>();
        Matcher places = PLACEHOLDER.matcher(text);
        while (places.find()) {
            names.add(places.group(1));
        }
        return names;
    }

    /** @throws IllegalArgumentException if a claim is missing, or holds what a claim may not; it repeats no claim */
    public String principal(Map<String, String> claims) {
        return PLACEHOLDER.matcher(text).replaceAll(place -> Matcher.quoteReplacement(value(place.group(1), claims)));
    }

    private static String value(String name, Map<String, String> claims) {
        String value = claims.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the issuer says no " + name
                    + ", of which wiring.console.authentication.principal makes the principal");
        } else if (!CLAIM.matcher(value).matches()) {
            throw new IllegalArgumentException("the claim " + name
                    + " holds something other than letters, digits and . _ @ + -, of which no principal is made");
        }
        return value;
    }
}
