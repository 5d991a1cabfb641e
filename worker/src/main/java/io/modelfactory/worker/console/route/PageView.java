package io.modelfactory.worker.console.route;

import com.fasterxml.jackson.annotation.JsonIgnore;

/**
 * What a page shows: a record whose members are the JSON twin, and whose template shows them to people. What only
 * people need is marked to be left out of the JSON.
 */
public interface PageView {
    /**
     * The template's file below {@code src/main/jte}; it takes the page as {@code page} and its frame as {@code frame}.
     */
    @JsonIgnore
    String template();

    /** Of the browser's tab, and of its history. */
    @JsonIgnore
    String title();

    /** The entry of the navigation that it belongs to. */
    @JsonIgnore
    NavigationEntry navigation();
}
