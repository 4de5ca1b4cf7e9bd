"""Models elsewhere: any endpoint that speaks chat completions, messages, responses or Gemini."""
