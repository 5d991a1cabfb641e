package io.modelfactory.worker.console.view;

import java.util.ArrayList;
import java.util.List;

/** A part of a sentence, which is code if it stood between backticks. */
public record TextPart(String text, boolean code) {
    /** The parts of a sentence, in their order; a backtick without its pair is a character. */
    public static List<TextPart> of(String sentence) {
        List<TextPart> parts = new ArrayList<>();
        String[] pieces = sentence.split("`", -1);
        for (int i = 0; i < pieces.length; i++) {
            boolean paired = i % 2 == 1 && i < pieces.length - 1;
            if (!pieces[i].isEmpty() || paired) {
                parts.add(new TextPart(i % 2 == 1 && !paired ? "`" + pieces[i] : pieces[i], paired));
            }
        }
        return parts;
    }
}
