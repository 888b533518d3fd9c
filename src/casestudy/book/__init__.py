"""What a chapter needs: pages, figures with alternative text, exercises, teaching."""
