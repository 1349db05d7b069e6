const FILES: EmbeddedPrompts = {
    ::genkit::__private::embedded!(
        "edits" : "_footer.prompt" "_greeting.prompt" "budget.prompt" "chat.prompt"
        "code.prompt" "health.prompt" "job.prompt" "legal.prompt" "lesson.prompt"
        "mail.prompt" "map.prompt" "menu.prompt" "order.prompt" "photo.prompt"
        "poem.prompt" "quiz.prompt" "recipe.prompt" "review.prompt" "sports.prompt"
        "story.prompt" "ticket.prompt" "trip.prompt"
    )
};
